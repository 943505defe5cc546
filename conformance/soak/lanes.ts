import { type ChildProcess, fork } from 'node:child_process';
import type { Delay, Seed } from '../../fixtures/delaying-proxy/index.ts';
import { scriptBeside } from '../../fixtures/targets/estate.ts';
import { tailOf } from '../../fixtures/targets/log-tail.ts';
import { within } from '../../fixtures/targets/waiting.ts';
import type { Means } from './implementations.ts';
import type { Findings } from './run.ts';

/** What a lane is asked for: one run. */
export interface Order {
  means: Means;
  seed: Seed;
  delay: Delay;
}

export type Answer =
  | { findings: Findings }
  /** The run came to no end of its own; why, in words. */
  | { broken: string }
  /** The implementation could not be started or reached. */
  | { unstarted: string };

/** A process that carries out runs one after the other, on implementations that it keeps up meanwhile. */
export interface Lane {
  carryOut(order: Order): Promise<Answer>;
  /** Ends the process and what it started; an answer that is still due becomes `broken`. */
  close(): Promise<void>;
}

/** Servers and the suite's own process are replaced after so many runs: young ones and old ones are both tried. */
const runsPerProcess = 10;
/** Every check has a bound of its own; a run that takes this long hangs. */
const mostMs = 10 * 60_000;
/** How long a process may take to end what it started; its wardens do it otherwise. */
const endingMs = 30_000;

/** A lane whose process is replaced from time to time, and whenever it is gone. */
export function openLane(): Lane {
  let worker: Worker | undefined;
  let closed = false;
  return {
    async carryOut(order) {
      if (worker && (worker.gone || worker.runs >= runsPerProcess)) {
        await worker.close();
        worker = undefined;
      }
      if (closed) return { broken: 'it was called off' };
      worker ??= startWorker();
      return worker.carryOut(order);
    },
    async close() {
      closed = true;
      await worker?.close();
    },
  };
}

interface Worker extends Lane {
  readonly runs: number;
  readonly gone: boolean;
}

function startWorker(): Worker {
  // Out of reach of the terminal's Ctrl-C: it is told when to end.
  const child = fork(scriptBeside('lane', import.meta.url), {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const lastWords = tailOf(child.stderr);
  let runs = 0;
  let gone = false;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', ({ message }) => child.pid === undefined && resolve(message));
  });
  const ended = exited.then((how): Answer => {
    gone = true;
    return { broken: `the process of the run ended (${how}): ${lastWords()}` };
  });
  const late = async (): Promise<never> => {
    child.kill('SIGKILL');
    throw new Error(`it came to no end within ${mostMs / 60_000} min`);
  };
  return {
    get runs() {
      return runs;
    },
    get gone() {
      return gone;
    },
    carryOut(order) {
      runs += 1;
      const answered = new Promise<Answer>((resolve) => child.once('message', resolve as () => void));
      child.send(order, () => {});
      return within(mostMs, Promise.race([answered, ended]), late).catch(({ message }) => ({
        broken: message,
      }));
    },
    close: () => end(child, exited),
  };
}

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.connected) child.disconnect();
  const late = setTimeout(() => child.kill('SIGKILL'), endingMs);
  await exited;
  clearTimeout(late);
}
