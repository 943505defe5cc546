import { UsageError } from '../../../fixtures/targets/index.ts';
import { artilleryScript, engineName } from '../../driver/index.ts';
import { isOwnProcessor } from '../../scenarios/index.ts';
import type { Draft } from '../draft.ts';
import { planText } from '../plan-file.ts';
import type { Engine, RunToWrite } from '../prepared-run.ts';
import { fargateCommands } from './commands.ts';
import { whyNoFargate } from './credentials.ts';
import { builtProcessor, processorText } from './processor-file.ts';
import { requireEqualShares } from './shares.ts';
import { taskSize } from './task-size.ts';

/** The version of the engine that the journeys were tried with. */
const engineVersion = '1.2.0';
const folder = 'fargate';
const names = { script: 'script.json', plan: 'plan.json', packages: 'package.json' };

/** Artillery on AWS Fargate: every task is started alike, and Artillery adds up their counters. */
export const fargate: Engine = {
  workersAre: 'tasks of AWS Fargate',
  driver: 'artillery',
  numbers: 'drawn',
  require({ scenario, workers }) {
    if (!isOwnProcessor(scenario)) {
      throw new UsageError(
        `${scenario.path} has a processor of its own, which cannot be sent along: tasks get that of the suite. Use "../journeys/processor.mts" in it, or run it without --distributed.`,
      );
    }
    const { widgets, agents } = scenario.knobs;
    requireEqualShares(scenario.knobs, workers);
    taskSize((widgets + agents) / workers);
  },
  drafts,
  whyNotHere: whyNoFargate,
};

async function drafts({
  runId,
  plans,
  scenario,
  secrets,
  places,
  hidden,
  command,
}: RunToWrite): Promise<Draft[]> {
  const [plan] = plans;
  const text = planText(plan, places, hidden);
  const size = taskSize(plan.seats.widgets + plan.seats.agents);
  const files = { script: `${folder}/${names.script}`, plan: names.plan };
  const commands = fargateCommands({
    ...{ runId, size, command, files },
    workers: plans.length,
    secrets: [...secrets.keys()],
  });
  const script = artilleryScript({ ...scenario, processor: `./${builtProcessor}` }, withoutCredentials(plan));
  return [
    { path: 'commands.sh', text: commands, executable: true },
    { path: files.script, text: json(withFiles(script)) },
    { path: `${folder}/${names.plan}`, text },
    { path: `${folder}/${names.packages}`, text: json(packages) },
    { path: `${folder}/${builtProcessor}`, text: await processorText() },
  ];
}

/** Artillery sends along what a script names. */
function withFiles(script: ReturnType<typeof artilleryScript>): object {
  return { ...script, config: { ...script.config, includeFiles: [names.plan] } };
}

/** The first task installs what this lists, and packs it for the others. */
const packages = { private: true, dependencies: { [`artillery-engine-${engineName}`]: engineVersion } };

/** The journeys connect as the plan says; Artillery asks for a target all the same. */
function withoutCredentials(plan: RunToWrite['plans'][0]): RunToWrite['plans'][0] {
  const nodes = plan.target.nodes.map((node) => new URL(node).origin);
  return { ...plan, target: { ...plan.target, nodes } };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
