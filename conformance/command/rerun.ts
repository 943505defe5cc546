import type { ConformanceFlags } from './options.ts';

/** Whether the suite runs from a checkout, where its commands are npm scripts, or as an installed package. */
const fromNpmScript = process.env.npm_lifecycle_event !== undefined;

/** The command line that repeats a run. */
export function commandLine(flags: ConformanceFlags): string {
  return line([
    ...targetFlags(flags),
    ...flags.clause.map((id) => ['--clause', id]),
    ...flags.section.map((name) => ['--section', name]),
    ...(flags.level ? [['--level', flags.level]] : []),
    ...(flags.strict ? [['--strict']] : []),
    ...(flags.slow ? [['--slow']] : []),
  ]);
}

/** The command line that checks one clause again, against the same target. */
export function rerunCommand(flags: ConformanceFlags): (clauseId: string) => string {
  return (clauseId) => line([['--clause', clauseId], ...targetFlags(flags)]);
}

function targetFlags(flags: ConformanceFlags): string[][] {
  return [
    ...flags.url.map((url) => ['--url', url]),
    ...flags.businessId.map((id) => ['--business-id', id]),
    ...(flags.hook ? [['--hook', flags.hook]] : []),
    ...(flags.target ? [['--target', flags.target]] : []),
    ...(flags.redis ? [['--redis', flags.redis]] : []),
    ...(flags.config ? [['--config', flags.config]] : []),
    ...flags.fault.map((name) => ['--fault', name]),
  ];
}

function line(flags: readonly string[][]): string {
  const program = fromNpmScript ? ['npm', 'run', 'conformance', '--'] : ['pingback-suite', 'conformance'];
  return [...program, ...flags.flat().map(quoted)].join(' ');
}

/** As a POSIX shell needs it. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
