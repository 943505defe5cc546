import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type OutputFlags,
  type TargetFlags,
  withOutputOptions,
  withTargetOptions,
} from '../../fixtures/command-line/index.ts';
import { type EngineName, engineNames } from '../scale-out/engine-names.ts';
import { type KnobName, type KnobsInput, knobNames, knobTable } from '../scenarios/index.ts';
import { slo } from '../slo/index.ts';
import { type DriverName, driverNames } from './driver-names.ts';
import { flagOf, placeholderOf, readKnob } from './knobs.ts';

/** The flags of `load`, as commander hands them over. */
export interface LoadFlags extends TargetFlags, OutputFlags, Partial<KnobsInput> {
  slo: string[];
  workers?: number;
  seed?: number;
  serverPid: number[];
  serverMetrics: string[];
  allowProduction: boolean;
  driver: DriverName;
  distributed?: EngineName;
  run?: boolean;
  list: boolean;
}

export function withLoadOptions(command: Command): Command {
  withTargetOptions(command)
    .optionsGroup('Server under test:')
    .option(
      '--allow-production',
      'send load even to the production system of PingBack, if allowLoadOn names it',
      false,
    )
    .optionsGroup('What to run:')
    .option('--slo <slo>', "what has to hold, such as 'new_message.p99<200ms'; may be repeated", slo, [])
    .addOption(new Option('--driver <name>', 'what sends the load').choices(driverNames).default('artillery'))
    .option(
      '--workers <n>',
      'processes of Artillery, virtual users of k6, or hosts, that share the work',
      wholeNumber(1),
      undefined,
    )
    .addOption(
      new Option('--distributed <engine>', 'prepare the run for workers on other hosts').choices(engineNames),
    )
    .option('--run', 'run what --distributed prepares, too')
    .option('--seed <n>', 'what chance is derived from, to repeat a run', wholeNumber(0), undefined)
    .option('--list', 'print the scenarios with their knobs instead of running one', false)
    .optionsGroup('Knobs (a scenario has defaults of its own, see --list):');
  for (const knob of knobNames) command.addOption(knobOption(knob));
  command
    .optionsGroup('Resources of the server, beside what clients see:')
    .option('--server-pid <pid>', 'a process of the server on this machine; may be repeated', pids, [])
    .option('--server-metrics <url>', 'metrics of the server for Prometheus; may be repeated', urls, []);
  return withOutputOptions(command);
}

/** The knobs among the flags, as far as they were given. */
export function knobsOfFlags(flags: LoadFlags): Partial<KnobsInput> {
  const given = knobNames.filter((knob) => flags[knob] !== undefined);
  return Object.fromEntries(given.map((knob) => [knob, flags[knob]]));
}

function knobOption(knob: KnobName): Option {
  const { says } = knobTable[knob];
  return new Option(`${flagOf(knob)} <${placeholderOf(knob)}>`, says).argParser((text) => {
    try {
      return readKnob(knob, text);
    } catch (error) {
      throw new InvalidArgumentError(`${(error as Error).message}.`);
    }
  });
}

/** Reads a whole number that is no less than that. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} on.`);
  };
}

function pids(text: string, before: number[]): number[] {
  return [...before, ...text.split(',').map((one) => wholeNumber(1)(one.trim()))];
}

function urls(text: string, before: string[]): string[] {
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return [...before, text];
  throw new InvalidArgumentError('Expected an address such as http://localhost:3000/metrics.');
}
