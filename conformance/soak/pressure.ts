import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Seed } from '../../fixtures/delaying-proxy/index.ts';
import { scriptBeside } from '../../fixtures/targets/estate.ts';

/** A process that keeps a processor busy by fits and starts. */
export interface Pressure {
  readonly pid: number | undefined;
  /** How long it kept a processor busy so far. */
  readonly busyMs: number;
  end(): Promise<void>;
}

/** Starts a burner of this seed. It ends with this process, too, however this one ends. */
export function pressure(seed: Seed): Pressure {
  const script = scriptBeside('burner', import.meta.url);
  const child = fork(script, [JSON.stringify([...seed, 'burner'])], { stdio: 'ignore', detached: true });
  let busyMs = 0;
  child.on('message', (sliceMs) => {
    busyMs += Number(sliceMs);
  });
  return {
    pid: child.pid,
    get busyMs() {
      return busyMs;
    },
    async end() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
