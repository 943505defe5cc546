import { resolve } from 'node:path';
import { Command } from 'commander';
import {
  commandLine,
  interruptible,
  type OutputFlags,
  requireWritable,
  withOutputOptions,
} from '../../fixtures/command-line/index.ts';
import type { CalibrationResult } from '../../reports/results/index.ts';
import { wholeNumber } from './options.ts';

interface CalibrateFlags extends OutputFlags {
  seed?: number;
}

/** `pingback-suite load calibrate`. */
export function calibrateCommand(): Command {
  const command = new Command('calibrate')
    .description('Find out how exactly this machine measures: known delays, and a server that stands still.')
    .option('--seed <n>', 'what chance is derived from, to repeat it', wholeNumber(0), undefined);
  return withOutputOptions(command).action(async (flags: CalibrateFlags) => {
    const result = await runCalibration(flags);
    if (flags.json && result) console.log(JSON.stringify(result, null, 2));
  });
}

/** Calibrates, shows and writes what was found, and sets the exit code. */
async function runCalibration(flags: CalibrateFlags): Promise<CalibrationResult | undefined> {
  const { calibrate } = await import('../calibration/index.ts');
  const { calibrationLines } = await import('./calibrate-lines.ts');
  const { writeCalibrationResult } = await import('../../reports/results/index.ts');
  const { requireArtillery } = await import('../driver/index.ts');
  requireArtillery();
  await requireWritable(flags.out);
  const seed = flags.seed ?? Math.floor(Math.random() * 2 ** 31);
  const say = flags.json ? console.error : console.log;
  return interruptible(async (signal) => {
    const result = await calibrate({
      seed,
      command: commandLine('load', [['calibrate'], ['--seed', String(seed)]]),
      onProgress: (line) => flags.quiet || console.error(line),
      signal,
    });
    const file = await writeCalibrationResult(resolve(flags.out), result);
    for (const line of calibrationLines(result, { quiet: flags.quiet, file })) say(line);
    process.exitCode = result.verdict === 'recovered' ? 0 : 4;
    return result;
  });
}
