import { performance } from 'node:perf_hooks';
import { io } from 'socket.io-client';
import { configSchema } from '../fixtures/targets/config.ts';
import { openTarget, preflight, type Target } from '../fixtures/targets/index.ts';
import { authFor, type ClientToServerEvents, clauses } from './contract/index.ts';
import { runConformance, suiteVersion } from './runner/index.ts';

/**
 * How long the checks take on the embedded target, beside a yardstick of plain socket.io-client against the same
 * server in the same minute. Times alone say more of the machine than of the suite; the ratio can be compared.
 */
const rounds = 3;
/** About what a run of all clauses opens and sends. */
const yardstick = { connections: 500, messagesEach: 4, atOnce: 16 };

const calm = clauses.filter((clause) => !clause.slow);

async function conformanceMs(target: Target, selected: typeof clauses) {
  const startedAtMs = performance.now();
  let checkingAtMs = startedAtMs;
  const result = await runConformance(
    {
      target,
      heartbeat: await preflight(target.description),
      selected,
      named: [],
      slow: false,
      strict: true,
      expectedFailures: [],
      suiteVersion,
      rerun: (id) => id,
      signal: new AbortController().signal,
    },
    ({ kind }) => {
      if (kind === 'checking') checkingAtMs = performance.now();
    },
  );
  const endedAtMs = performance.now();
  return {
    startupMs: checkingAtMs - startedAtMs,
    checksMs: endedAtMs - checkingAtMs,
    summary: result.summary,
  };
}

async function yardstickMs(target: Target): Promise<number> {
  const startedAtMs = performance.now();
  const lanes = Array.from({ length: yardstick.atOnce }, async (_, lane) => {
    for (let index = lane; index < yardstick.connections; index += yardstick.atOnce) await plainRound(target);
  });
  await Promise.all(lanes);
  return performance.now() - startedAtMs;
}

/** One client connects, says something a few times, each acknowledged, and leaves. */
async function plainRound({ description }: Target): Promise<void> {
  const [business] = description.businesses;
  const socket = io(description.nodes[0], {
    auth: authFor(business?.id ?? ''),
    transports: ['websocket'],
    reconnection: false,
    multiplex: false,
  });
  const customer_data = { name: 'yardstick', email: 'yardstick@example.com' };
  const event: keyof ClientToServerEvents = 'client_message';
  for (let count = 1; count <= yardstick.messagesEach; count += 1) {
    await socket.emitWithAck(event, { content: `yardstick ${count}`, customer_data });
  }
  socket.disconnect();
}

const median = (values: number[]) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

const target = await openTarget({
  config: configSchema.parse({}),
  choice: { kind: 'embedded' },
  onProgress: () => {},
  signal: new AbortController().signal,
});
try {
  const all: Awaited<ReturnType<typeof conformanceMs>>[] = [];
  const one: Awaited<ReturnType<typeof conformanceMs>>[] = [];
  const plain: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    plain.push(await yardstickMs(target));
    all.push(await conformanceMs(target, calm));
    one.push(
      await conformanceMs(
        target,
        clauses.filter(({ id }) => id === 'ROM-4'),
      ),
    );
  }
  const checksMs = median(all.map((run) => run.checksMs));
  const plainMs = median(plain);
  console.log(`Target     ${target.description.choice}
Yardstick  ${yardstick.connections} plain socket.io-client connections, ${yardstick.messagesEach} acknowledged messages each, ${yardstick.atOnce} at a time

medians of ${rounds} rounds, side by side
  yardstick                          ${seconds(plainMs)}
  Vitest starts                      ${seconds(median(all.map((run) => run.startupMs)))}
  all clauses without --slow         ${seconds(checksMs)}   ${(checksMs / plainMs).toFixed(1)} × yardstick
  one clause (ROM-4), start to end   ${seconds(median(one.map((run) => run.startupMs + run.checksMs)))}

${all.at(-1)?.summary}`);
} finally {
  await target.stop();
}
