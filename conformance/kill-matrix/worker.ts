import { parentPort } from 'node:worker_threads';
import { type Attempt, attempt } from './attempt.ts';
import { findingOf } from './verdict.ts';
import type { Answer, Request } from './workforce.ts';

/*
 * One thread of the matrix: servers and checks live in it together, so that whatever holds one up holds up the other,
 * and no time limit runs out because the other thread is busy.
 */

const port = parentPort;
if (!port) throw new Error('This file is the thread of a worker.');

port.on('message', async ({ number, attempt: what }: Request) => {
  port.postMessage({ number, ...(await answerOf(what)) } satisfies Answer);
});

async function answerOf(what: Attempt): Promise<Omit<Answer, 'number'>> {
  const startedAtMs = performance.now();
  try {
    const findings = (await attempt(what)).map(findingOf);
    return { findings, durationMs: performance.now() - startedAtMs };
  } catch (error) {
    const broken = error instanceof Error ? error.message : String(error);
    return { broken, findings: [], durationMs: performance.now() - startedAtMs };
  }
}
