import { basename, extname, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { requireWritable } from '../fixtures/command-line/index.ts';
import { UsageError } from '../fixtures/targets/target.ts';
import { defaultTolerances, type Tolerances, tolerancesInWords, withTolerance } from './compare/index.ts';
import { compareFiles } from './compare-files.ts';
import { createRedactor } from './redact/index.ts';
import { type LoadResult, loadExitCodes, type Result, readResult } from './results/index.ts';
import { createLoadReporter } from './terminal/index.ts';
import { collectTrend, isFolder } from './trend/index.ts';
import { writeLoadReports, writeReports, writeTrendReports } from './write.ts';

interface ReportFlags {
  out: string;
  compare?: string;
  tolerance?: Tolerances;
  trend: boolean;
  json: boolean;
  merge?: string;
}

/** Makes one result of what the workers of a distributed run handed back. `run`: the path of its description. */
export type MergeFiles = (run: string, files: readonly string[]) => Promise<LoadResult>;

/** `pingback-suite report`: result files become JUnit XML and pages, are compared, or shown as a trend. */
export function reportCommand(mergeFiles: MergeFiles): Command {
  return new Command('report')
    .description(
      'Render result files as HTML and JUnit XML; compare two; show a folder of results as a trend; merge a distributed run.',
    )
    .argument(
      '<files...>',
      'result files, such as reports/out/conformance.json reports/out/load.json; a folder of them for a trend',
    )
    .option(
      '--out <dir>',
      'where the reports go; several results of one kind get a folder each in there',
      'reports/out',
    )
    .optionsGroup('Comparison:')
    .option(
      '--compare <base>',
      'hold the result against this one, and judge what is better, the same or worse',
    )
    .option(
      '--tolerance <name=much>',
      'a difference that is none, such as p99=10% or p99=10%,1ms; may be repeated',
      tolerance,
    )
    .option('--json', 'print the comparison, or the merged result, as JSON on standard output', false)
    .optionsGroup('Trend:')
    .option('--trend', 'show these files as a trend, as is done with folders', false)
    .optionsGroup('Distributed runs:')
    .option(
      '--merge <run>',
      'make one result of what workers handed back: records, reports of Artillery, logs of k6',
    )
    .addHelpText(
      'after',
      `\nTolerances, of which the greater part counts:\n${tolerancesInWords(defaultTolerances).join(' ').replace(' connect', '\nconnect')}\n${examples}`,
    )
    .action((files: string[], flags: ReportFlags) => report(files, flags, mergeFiles));
}

const examples = `
Exit codes of --merge are those of load: 0 met, 1 an SLO was not held, 4 the run cannot be trusted.

Exit codes of --compare: 0 nothing is worse and the SLOs of the new run were held; 1 something is worse, or an SLO was
not held; 2 the files cannot be read, or are of different scenarios; 4 a run cannot be trusted. What cannot be told from
chance is shown as unclear, and does not fail.

Examples:
  pingback-suite report conformance.json load.json --out public  one page for both, and one for each
  pingback-suite report monday.json tuesday.json --out public    writes public/monday/ and public/tuesday/
  pingback-suite report --compare base.json new.json             is the new run worse? Writes compare.html
  pingback-suite report --merge run.json worker-*.json           the result of a distributed run: load.json
  pingback-suite report releases                                 releases/1.0/load.json, …: writes trend.html`;

/** Commander's way to collect a flag that may be repeated. */
function tolerance(written: string, before: Tolerances = defaultTolerances): Tolerances {
  const read = withTolerance(before, written);
  if ('mistake' in read) throw new InvalidArgumentError(read.mistake);
  return read;
}

async function report(files: string[], flags: ReportFlags, mergeFiles: MergeFiles): Promise<void> {
  await requireFitting(files, flags);
  const { out, compare, tolerance: tolerances, trend, json } = flags;
  const isTrend = trend || (await Promise.all(files.map(isFolder))).some(Boolean);
  if (flags.merge !== undefined) {
    await merge(await mergeFiles(flags.merge, files), flags);
  } else if (compare !== undefined) {
    const [file = ''] = files;
    process.exitCode = await compareFiles({ base: compare, file, out: resolve(out), tolerances, json });
  } else if (isTrend) {
    const collected = await collectTrend(files);
    await requireWritable(out);
    say(await writeTrendReports(resolve(out), collected));
  } else await render(files, out);
}

/** Writes and shows a merged result as `load` does its own, and sets the same exit code. */
async function merge(result: LoadResult, { out, json }: ReportFlags): Promise<void> {
  await requireWritable(out);
  const stdout = json ? process.stderr : process.stdout;
  const redactor = createRedactor([]);
  const tell = createLoadReporter({ stdout, isTTY: false, env: process.env, quiet: false, redactor });
  tell({ kind: 'finished', result });
  tell({ kind: 'written', files: await writeLoadReports(resolve(out), result) });
  if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  process.exitCode = loadExitCodes[result.verdict];
}

/** Throws a `UsageError` for flags that do not go together. */
async function requireFitting(files: readonly string[], flags: ReportFlags): Promise<void> {
  const { compare, trend, tolerance: tolerances, json } = flags;
  if (flags.merge !== undefined) {
    const other = compare ? '--compare' : trend ? '--trend' : tolerances ? '--tolerance' : undefined;
    if (other) throw new UsageError(`--merge makes one result of many files: leave out ${other}.`);
    return;
  }
  if (compare === undefined) {
    const lonely = tolerances ? '--tolerance' : json ? '--json' : undefined;
    if (lonely)
      throw new UsageError(
        `${lonely} says something about a comparison: name the base with --compare${json ? ', or a run with --merge' : ''}.`,
      );
    return;
  }
  if (trend)
    throw new UsageError(
      '--compare holds two results against each other, --trend shows many: give one of the two.',
    );
  if (files.length > 1) {
    throw new UsageError(
      `--compare takes one new result beside the base, got ${files.length}: report --compare base.json new.json. For more than two, give --trend instead.`,
    );
  }
}

async function render(files: readonly string[], out: string): Promise<void> {
  // All are read before anything is written: a bad file leaves no half of a report behind.
  const results: Result[] = [];
  for (const file of files) results.push(await readResult(file));
  await requireWritable(out);
  const kinds = new Set(results.map(({ kind }) => kind));
  const folders =
    kinds.size === files.length
      ? files.map(() => resolve(out))
      : foldersFor(files).map((name) => resolve(out, name));
  const written = new Set<string>();
  for (const [index, result] of results.entries()) {
    for (const path of await writeReports(folders[index] ?? resolve(out), result)) written.add(path);
  }
  say([...written]);
}

function say(paths: readonly string[]): void {
  process.stdout.write(`${paths.join('\n')}\n`);
}

/** A folder name per file, after the file; the same name again gets a number. */
function foldersFor(files: readonly string[]): string[] {
  const taken = new Set<string>();
  return files.map((file) => {
    const name = basename(file, extname(file)).replace(/^\.+/, '') || 'result';
    let free = name;
    for (let copy = 2; taken.has(free); copy += 1) free = `${name}-${copy}`;
    taken.add(free);
    return free;
  });
}
