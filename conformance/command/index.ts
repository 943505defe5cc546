import { Command } from 'commander';
import { conformance } from './conformance.ts';
import { type ConformanceFlags, withConformanceOptions } from './options.ts';

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
    .action((flags: ConformanceFlags) => conformance(flags));
}

/** `pingback-suite check`, the main job. */
export function checkCommand(): Command {
  return withConformanceOptions(new Command('check'))
    .description('The main job: check every clause and write the reports.')
    .action((flags: ConformanceFlags) => conformance(flags));
}
