import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canFindProcesses, processesWith } from '../../conformance/command/testing/processes.ts';
import { pingback, says, start } from '../../conformance/command/testing/suite.ts';

test('--help says what it is for, and load names it', async () => {
  const { code, stdout } = await pingback(['load', 'calibrate', '--help']);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/known delays.*--seed/s)]);
  expect((await pingback(['load', '--help'])).stdout).toMatch(/^ +calibrate .*exactly/m);
});

test('a seed that is none is refused', async () => {
  const { code, stderr } = await pingback(['load', 'calibrate', '--seed', 'x']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('Expected a whole number')]);
});

test.runIf(canFindProcesses)('interrupted, it ends with 130 and leaves nothing behind', async () => {
  const mark = crypto.randomUUID();
  const run = start(['load', 'calibrate', '--out', 'out'], { env: { CALIBRATION_TEST: mark } });
  await says(run, /Delays of 0, 1, 5, 50, 500 ms/);
  run.child.kill('SIGINT');
  const { code, output, folder } = await run.ended;
  expect([code, readdirSync(folder)], output).toEqual([130, []]);
  await expect.poll(() => processesWith(`CALIBRATION_TEST=${mark}`, folder), { timeout: 10_000 }).toEqual([]);
});
