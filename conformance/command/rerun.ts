import { commandLine as line, targetArguments } from '../../fixtures/command-line/index.ts';
import type { ConformanceFlags } from './options.ts';

/** The command line that repeats a run. */
export function commandLine(flags: ConformanceFlags): string {
  return line('conformance', [
    ...targetArguments(flags),
    ...flags.clause.map((id) => ['--clause', id]),
    ...flags.section.map((name) => ['--section', name]),
    ...(flags.level ? [['--level', flags.level]] : []),
    ...(flags.strict ? [['--strict']] : []),
    ...(flags.slow ? [['--slow']] : []),
  ]);
}

/** The command line that checks one clause again, against the same target. */
export function rerunCommand(flags: ConformanceFlags): (clauseId: string) => string {
  return (clauseId) => line('conformance', [['--clause', clauseId], ...targetArguments(flags)]);
}
