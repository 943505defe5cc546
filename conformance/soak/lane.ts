/**
 * A process of its own for one run after the other: it keeps an implementation up from its first run to the end, and
 * holds the suite against it. It ends, and everything that it started with it, when the process that started it says so
 * or is gone.
 */
import { type Target, TargetError } from '../../fixtures/targets/index.ts';
import type { Implementation } from '../../reports/results/index.ts';
import { openImplementation } from './implementations.ts';
import type { Answer, Order } from './lanes.ts';
import { runOnce } from './run.ts';

const ending = new AbortController();
const targets = new Map<Implementation, Promise<Target>>();
let underWay: Promise<unknown> = Promise.resolve();

process.on('message', (order: Order) => {
  underWay = underWay.then(async () => say(await answerTo(order)));
});
process.once('disconnect', async () => {
  ending.abort();
  await underWay;
  const opened = await Promise.allSettled(targets.values());
  const stopped = opened.map((one) => one.status === 'fulfilled' && one.value.stop());
  await Promise.allSettled(stopped);
  process.exit();
});

async function answerTo({ means, seed, delay }: Order): Promise<Answer> {
  const { signal } = ending;
  try {
    const target = await targetOf(means);
    return { findings: await runOnce(target, { seed, delay, signal }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return error instanceof TargetError ? { unstarted: message } : { broken: message };
  }
}

function targetOf(means: Order['means']): Promise<Target> {
  const { implementation } = means;
  const opening =
    targets.get(implementation) ??
    openImplementation(means, { signal: ending.signal, onProgress: (line) => console.error(line) });
  targets.set(implementation, opening);
  return opening;
}

function say(answer: Answer): void {
  if (process.connected) process.send?.(answer);
}
