import { basename, extname, resolve } from 'node:path';
import { Command } from 'commander';
import { type ConformanceResult, readResult } from './results/index.ts';
import { writeConformanceReports } from './write.ts';

/** `pingback-suite report`: result files become JUnit XML and pages. Prints the paths of what it wrote. */
export function reportCommand(): Command {
  return new Command('report')
    .description('Render result files as HTML and JUnit XML.')
    .argument('<files...>', 'result files, such as reports/out/conformance.json')
    .option('--out <dir>', 'where the reports go; several results get a folder each in there', 'reports/out')
    .addHelpText(
      'after',
      `
Examples:
  pingback-suite report conformance.json --out public
  pingback-suite report monday.json tuesday.json --out public    writes public/monday/ and public/tuesday/`,
    )
    .action(async (files: string[], { out }: { out: string }) => {
      // All are read before anything is written: a bad file leaves no half of a report behind.
      const results: ConformanceResult[] = [];
      for (const file of files) results.push(await readResult(file));
      const folders =
        files.length === 1 ? [resolve(out)] : foldersFor(files).map((name) => resolve(out, name));
      for (const [index, result] of results.entries()) {
        const paths = await writeConformanceReports(folders[index] ?? resolve(out), result);
        process.stdout.write(`${paths.join('\n')}\n`);
      }
    });
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
