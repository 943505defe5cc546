import { Worker } from 'node:worker_threads';
import type { ClauseFinding } from '../../reports/results/index.ts';
import type { Attempt } from './attempt.ts';

export interface Request {
  number: number;
  attempt: Attempt;
}

/** What came of an attempt. */
export interface Answer {
  number: number;
  findings: ClauseFinding[];
  durationMs: number;
  /** Why there are no findings: the server or the checks came to no end. */
  broken?: string;
}

/** Threads that carry out attempts. */
export interface Workforce {
  /** Hands an attempt to the thread with the fewest under way. */
  carryOut(attempt: Attempt): Promise<Answer>;
  close(): Promise<void>;
}

export function startWorkforce(threads: number): Workforce {
  const all = Array.from({ length: threads }, startThread);
  return {
    carryOut(attempt) {
      const [idlest] = all.toSorted((one, other) => one.underWay - other.underWay);
      if (!idlest) throw new RangeError('A workforce needs a thread.');
      return idlest.carryOut(attempt);
    },
    async close() {
      await Promise.all(all.map((thread) => thread.close()));
    },
  };
}

interface Thread extends Workforce {
  readonly underWay: number;
}

/** A thread that is replaced when an error that nobody caught ends it; what was under way in it is then broken. */
function startThread(): Thread {
  const waiting = new Map<number, (answer: Answer) => void>();
  let number = 0;
  let worker = hire();

  function hire(): Worker {
    const hired = new Worker(new URL('worker.ts', import.meta.url));
    hired.on('message', (answer: Answer) => settle(answer));
    hired.once('error', (error) => {
      worker = hire();
      settleAll(`an error that nobody caught: ${error instanceof Error ? error.message : error}`);
    });
    return hired;
  }

  function settle(answer: Answer): void {
    waiting.get(answer.number)?.(answer);
    waiting.delete(answer.number);
  }

  function settleAll(broken: string): void {
    for (const lost of [...waiting.keys()]) settle({ number: lost, broken, findings: [], durationMs: 0 });
  }

  return {
    get underWay() {
      return waiting.size;
    },
    carryOut(attempt) {
      number += 1;
      const request: Request = { number, attempt };
      return new Promise((resolve) => {
        waiting.set(request.number, resolve);
        worker.postMessage(request);
      });
    },
    async close() {
      await worker.terminate();
      settleAll('it was called off');
    },
  };
}
