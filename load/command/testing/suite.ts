import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect } from 'vitest';
import { type Ended, pingback, type SuiteOptions } from '../../../conformance/command/testing/suite.ts';
import { type LoadResult, loadResult } from '../../../reports/results/index.ts';

/** A run that is over in seconds, against a server that comes along. */
export const tiny = [
  ...['--target', 'embedded'],
  ...['--widgets', '16', '--agents', '4', '--rate', '40', '--ramp', '200ms'],
  ...['--warm-up', '500ms', '--duration', '2s', '--drain', '5s'],
];

/** Runs `load` with the results in the folder of the run. */
export function load(args: readonly string[], options?: SuiteOptions): Promise<Ended> {
  return pingback(['load', '--out', 'out', ...args], options);
}

const exitCodes = { met: 0, breached: 1, untrusted: 4 };
/** In a process that only waits: what 99 of 100 timers of 5 ms take at most. Beside a small run alone it is 8 ms. */
const busyFromMs = 12;

/**
 * A run that is made once more when its generator was too slow to be trusted, as it can be beside other tests. It may be
 * so again; but then this process, which only waits, has to have been held up, too: on a machine that has nothing else
 * to do, runs are trusted. What does not hang on trust holds either way.
 */
export async function loadTwiceAtMost(
  args: readonly string[],
): Promise<{ ended: Ended; result: LoadResult }> {
  for (let attempt = 1; ; attempt += 1) {
    const witness = monitorEventLoopDelay({ resolution: 5 });
    witness.enable();
    const ended = await load(args);
    witness.disable();
    const result = await resultOf(ended);
    expect(ended.code, ended.output).toBe(exitCodes[result.verdict]);
    if (result.trust.trusted) return { ended, result };
    if (attempt === 1) continue;
    expect(witness.percentile(99) / 1e6, `Distrusted, and why? ${ended.output}`).toBeGreaterThan(busyFromMs);
    return { ended, result };
  }
}

export const loadFiles = [
  'badge-p99.svg',
  'index.html',
  'load.html',
  'load.json',
  'load.junit.xml',
  'metrics.txt',
  'summary.md',
];

/** The result file of a run, which holds what its schema says and nothing else. */
export async function resultOf({ folder, output }: Pick<Ended, 'folder' | 'output'>): Promise<LoadResult> {
  const files = await readdir(join(folder, 'out')).catch(() => []);
  expect(files.toSorted(), output).toEqual(loadFiles);
  const written = JSON.parse(await readFile(join(folder, 'out', 'load.json'), 'utf8'));
  const result = loadResult.parse(written);
  expect(JSON.parse(JSON.stringify(result))).toEqual(written);
  return result;
}
