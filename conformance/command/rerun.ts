import type { ConformanceFlags } from './options.ts';

/** Whether the suite runs from a checkout, where its commands are npm scripts, or as an installed package. */
const fromNpmScript = process.env.npm_lifecycle_event !== undefined;

/** The command line that checks one clause again, against the same target. */
export function rerunCommand(flags: ConformanceFlags): (clauseId: string) => string {
  const prefix = fromNpmScript ? 'npm run conformance --' : 'pingback-suite conformance';
  const target = [
    ...flags.url.map((url) => ['--url', url]),
    ...flags.businessId.map((id) => ['--business-id', id]),
    ...(flags.hook ? [['--hook', flags.hook]] : []),
    ...(flags.target ? [['--target', flags.target]] : []),
    ...(flags.redis ? [['--redis', flags.redis]] : []),
    ...(flags.config ? [['--config', flags.config]] : []),
    ...flags.fault.map((name) => ['--fault', name]),
  ].flatMap(([flag, value = '']) => [flag, quoted(value)]);
  return (clauseId) => [prefix, '--clause', clauseId, ...target].join(' ');
}

/** As a POSIX shell needs it. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
