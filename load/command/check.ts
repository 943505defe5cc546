import { Command } from 'commander';
import { type CheckFlags, conformance, withCheckOptions } from '../../conformance/command/index.ts';
import { UsageError } from '../../fixtures/targets/index.ts';
import type { LoadResult } from '../../reports/results/index.ts';
import type { KnobsInput } from '../scenarios/index.ts';
import type { LoadFlags } from './options.ts';
import type { Prepared } from './prepare.ts';

/** Small enough for any machine, and long enough to tell. */
export const shortRun = { widgets: 200, agents: 20, rate: 50, warmUp: '3s', duration: '30s' } as const;

/** `pingback-suite check`, the main job: everything that the suite has to say of a server. `knobs`: of its load run. */
export function checkCommand(knobs: KnobsInput = shortRun): Command {
  return withCheckOptions(new Command('check'))
    .description('The main job: check every clause, run a short load, and write the reports.')
    .action((flags: CheckFlags) => check(flags, knobs));
}

/** Conformance, then load where it can be had; the exit code is the worse of both. */
async function check(flags: CheckFlags, knobs: KnobsInput): Promise<void> {
  const { prepare, run } = await import('./load.ts');
  const prepared = await prepare('steady', { ...noLoadFlags, ...flags, ...knobs });
  const absent = await whyNoLoad(prepared);
  const verdicts = await conformance({ ...flags, clause: [], section: [], list: false });
  // Interrupted: there is nothing to show.
  if (!verdicts) return;
  const conformanceCode = Number(process.exitCode ?? 0);
  if (absent !== undefined) console.error(`No load run: ${absent}`);
  const measured = absent === undefined ? await runTrusted(() => run(prepared)) : undefined;
  process.exitCode = Math.max(conformanceCode, Number(process.exitCode ?? 0));
  if (flags.json) console.log(JSON.stringify({ conformance: verdicts, load: measured ?? null }, null, 2));
}

/** A machine that was busy for a moment gets a second chance; the exit code is that of the last run. */
async function runTrusted(measure: () => Promise<LoadResult | undefined>): Promise<LoadResult | undefined> {
  const first = await measure();
  if (first?.verdict !== 'untrusted' || first.partial) return first;
  console.error('This machine had other things to do, so the load run is made once more.');
  return measure();
}

const noLoadFlags = {
  slo: [],
  serverPid: [],
  serverMetrics: [],
  allowProduction: false,
  driver: 'artillery',
  list: false,
} satisfies Partial<LoadFlags>;

/** Why load cannot be had here, which is no reason to leave the clauses unchecked; nothing when it can. */
export async function whyNoLoad(prepared: Prepared): Promise<string | undefined> {
  const { requireAble } = await import('./prepare.ts');
  try {
    await requireAble(prepared);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
