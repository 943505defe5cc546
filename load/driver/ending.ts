import type { Readable } from 'node:stream';
import type { Held } from '../../fixtures/targets/index.ts';
import { tailOf } from '../../fixtures/targets/log-tail.ts';
import { printable } from '../../fixtures/targets/printable.ts';
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

/** Calls back with how a process ended, in words, and what it said last; of one that crashed, what it died of. */
export function whenEnded({ child }: Held, name: string, ended: (how: string) => void): void {
  const lastLines = tailOf(child.stdout, child.stderr);
  const fatal = fatalLineIn(child.stderr);
  child.once('error', (error) => ended(`${name} did not start: ${error.message}.`));
  // `close` comes when all that it wrote has been read, too.
  child.once('close', (code, signal) => {
    const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
    const killed = signal === 'SIGKILL' || code === killedCode;
    const why = killed ? ', as a system does with processes when its memory runs out' : '';
    ended(`${name} ${how}${why}: ${fatal() ?? withoutFrames(lastLines())}`);
  });
}

/** Of a shell whose child was killed. */
const killedCode = 128 + 9;

/** How Go and Node begin what they say when they crash; the stacks that follow can be longer than what is kept. */
const crash = /^(?:fatal error: |panic: |SIG[A-Z]+: |FATAL ERROR: )/;
/** More of a line is nothing that they begin with. */
const mostOfLine = 1_000;

/** The first line of that kind. */
function fatalLineIn(stream: Readable | null): () => string | undefined {
  let found: string | undefined;
  let rest = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    if (found !== undefined) return;
    const lines = (rest + chunk).split('\n');
    rest = (lines.at(-1) ?? '').slice(0, mostOfLine);
    found = lines.find((line) => crash.test(line));
  });
  return () => (found === undefined ? undefined : printable(found, 300));
}

/** Of a stack trace, the message is enough: the frames of Node's, and all of Go's. */
export function withoutFrames(lines: string): string {
  const all = lines.split(' | ');
  const stack = all.findIndex((line) => /^goroutine \d+ (?:gp=\S+ m=\S+ )?(?:mp=\S+ )?\[/.test(line));
  const before = stack < 0 ? all : all.slice(0, stack);
  const told = before.filter((line) => !/^(?:at |runtime: |\[signal |PC=)/.test(line.trimStart()));
  return told.join(' | ') || '(it wrote nothing else)';
}

export function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
