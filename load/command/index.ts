import { Command } from 'commander';
import type { EngineName } from '../scale-out/engine-names.ts';
import { calibrateCommand } from './calibrate.ts';
import { listing, scenarioRows } from './listing.ts';
import { type LoadFlags, withLoadOptions } from './options.ts';

export { CannotMeasure } from '../cannot-measure.ts';
export { checkCommand } from './check.ts';

/** `pingback-suite load`. What it takes to run a scenario is loaded when one is run. */
export function loadCommand(): Command {
  return withLoadOptions(new Command('load'))
    .enablePositionalOptions()
    .description('Run one load scenario against a server, and write JSON, JUnit and HTML.')
    .argument('[scenario]', 'its name, or the path of an Artillery script of your own')
    .addHelpText(
      'after',
      `
An SLO is one of
  <event>.<figure><limit       each delivery, from the intended sending: new_message.p99<200ms, typing.max<=1s
  last.<event>.<figure><limit  the last recipient of each message: last.new_message.p95<500ms
  connect.<figure><limit       connecting
  ledger.<count>=0             lost, duplicated, leaked, altered, outOfOrder or late; also ledger.lost<0.1%
  sockets.<count>=0            connections that were dropped or refused, participants who were neverServed, or not again
  stimuli.<count>=0            requests to the hook or the REST routes that were refused or unanswered, that had to wait
                               for others (queued), or never got their turn (unsent)
  rate>=500                    messages sent per second
Figures are p50, p90, p95, p99, p999, max and mean. Without a limit of yours, nothing may be lost, duplicated,
leaked or altered, nobody dropped, everybody has to be served, those who come back again, and no stimulus refused or
unanswered. Nothing may be duplicated, leaked or altered at any time; the other limits are for the measured window.

Load goes to this machine, and to hosts that the configuration names: allowLoadOn: [staging.example.com].
A script of your own may have the steps function, loop, think and emit. Its processor, and a module for stimuli, are code
of your own: what they connect to is not checked.

Examples:
  pingback-suite load --list
  pingback-suite load steady --widgets 8000 --agents 2000 --duration 60s
  pingback-suite load capacity --slo 'new_message.p99<200ms'
  pingback-suite load hot-conversation --url http://localhost:3000 --business-id acme --server-pid 4711
  pingback-suite load steady --distributed k8s --workers 8 --url https://staging.example.com
  pingback-suite load calibrate`,
    )
    .addCommand(calibrateCommand())
    .action(async (scenario: string | undefined, flags: LoadFlags, command: Command) => {
      if (flags.list) return list(flags);
      if (scenario === undefined) {
        command.error("error: missing required argument 'scenario'; --list shows what there is");
      }
      if (flags.run && !flags.distributed) {
        command.error('error: --run is for what --distributed prepares; without that, load runs at once');
      }
      if (flags.distributed) {
        refuseOtherDriver(flags.distributed, command);
        const { distribute } = await import('../scale-out/prepare.ts');
        return distribute(scenario, flags, flags.distributed);
      }
      const { load } = await import('./load.ts');
      const result = await load(scenario, flags);
      if (flags.json && result) console.log(JSON.stringify(result, null, 2));
    });
}

/** Each engine has a driver of its own. */
function refuseOtherDriver(engine: EngineName, command: Command): void {
  const own = { fargate: 'artillery', k8s: 'k6' }[engine];
  if (command.getOptionValueSource('driver') !== 'cli' || command.opts().driver === own) return;
  command.error(`error: --distributed ${engine} goes with --driver ${own}, which may be left out`);
}

async function list({ json }: LoadFlags): Promise<void> {
  const { listScenarios } = await import('../scenarios/index.ts');
  const scenarios = await listScenarios();
  console.log(json ? JSON.stringify(scenarioRows(scenarios), null, 2) : listing(scenarios));
}
