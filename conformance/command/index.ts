import { Command } from 'commander';
import { conformance } from './conformance.ts';
import { type ConformanceFlags, withConformanceOptions } from './options.ts';

export { conformance } from './conformance.ts';
export { type CheckFlags, type ConformanceFlags, withCheckOptions } from './options.ts';

/** `pingback-suite conformance`. */
export function conformanceCommand(): Command {
  return withConformanceOptions(new Command('conformance'))
    .description('Check the clauses against a server, and write JSON, JUnit and HTML.')
    .addHelpText(
      'after',
      `
Examples:
  pingback-suite conformance                                 a server that comes along
  pingback-suite conformance --url http://localhost:3000 --url http://localhost:3001 \\
      --business-id acme --business-id globex --hook http://localhost:9090/stimulus
  pingback-suite conformance --section rooms --strict
  pingback-suite conformance --list`,
    )
    .action(async (flags: ConformanceFlags) => {
      const result = await conformance(flags);
      if (flags.json && result) console.log(JSON.stringify(result, null, 2));
    });
}
