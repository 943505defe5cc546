import { commandLine, targetArguments } from '../../fixtures/command-line/index.ts';
import { type KnobName, knobNames } from '../scenarios/index.ts';
import { flagOf, writeKnob } from './knobs.ts';
import type { Prepared } from './prepare.ts';

/** The command line that repeats a run: with the same seed, every knob that differs from the script, and every SLO. */
export function repeatCommand({ asked, flags, scenario, defaults, slos, workers, seed }: Prepared): string {
  const grows = (those: readonly KnobName[], knob: KnobName) => those.includes(knob);
  const differs = (knob: KnobName) =>
    grows(defaults.growing, knob)
      ? !grows(scenario.growing, knob)
      : String(scenario.knobs[knob]) !== String(defaults.knobs[knob]);
  const given = slos.filter(({ from }) => from !== 'default');
  return commandLine('load', [
    [asked],
    ...knobNames.filter(differs).map((knob) => [flagOf(knob), writeKnob(knob, scenario.knobs[knob])]),
    ...given.map(({ text }) => ['--slo', text]),
    ...(workers === 1 && !flags.distributed ? [] : [['--workers', String(workers)]]),
    ...(flags.driver === 'artillery' ? [] : [['--driver', flags.driver]]),
    ...(flags.distributed ? [['--distributed', flags.distributed]] : []),
    ['--seed', String(seed)],
    ...targetArguments(flags),
    ...(flags.allowProduction ? [['--allow-production']] : []),
    ...flags.serverPid.map((pid) => ['--server-pid', String(pid)]),
    ...flags.serverMetrics.map((url) => ['--server-metrics', url]),
  ]);
}
