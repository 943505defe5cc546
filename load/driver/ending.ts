import type { Held } from '../../fixtures/targets/index.ts';
import { tailOf } from '../../fixtures/targets/log-tail.ts';
import type { Coordinator } from '../control/index.ts';

/** With the record in hand, how long a driver's process may take to say goodbye to everybody and end by itself. */
export const leavingMs = 5_000;
/** How long workers may take to hand over what there is when a run is broken off. */
const abortedMs = 20_000;

/** Has all workers end their run, and takes those for lost that do not. */
export function stopOrLose(coordinator: Coordinator, workers: number): void {
  coordinator.stop();
  void pass(abortedMs).then(() => {
    for (let worker = 0; worker < workers; worker += 1) {
      coordinator.lose(worker, `it did not end within ${abortedMs / 1000} s of being asked to.`);
    }
  });
}

/** Calls back with how a process ended, in words, and what it said last. */
export function whenEnded({ child }: Held, name: string, ended: (how: string) => void): void {
  const lastLines = tailOf(child.stdout, child.stderr);
  child.once('error', (error) => ended(`${name} did not start: ${error.message}.`));
  // `close` comes when all that it wrote has been read, too.
  child.once('close', (code, signal) => {
    const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
    ended(`${name} ${how}: ${withoutFrames(lastLines())}`);
  });
}

/** Of a stack trace, the message is enough. */
function withoutFrames(lines: string): string {
  return lines
    .split(' | ')
    .filter((line) => !/^\s*at /.test(line))
    .join(' | ');
}

export function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
