import { basename, extname, resolve } from 'node:path';
import { Command } from 'commander';
import { type Result, readResult } from './results/index.ts';
import { writeConformanceReports, writeLoadReports } from './write.ts';

/** `pingback-suite report`: result files become JUnit XML and pages. Prints the paths of what it wrote. */
export function reportCommand(): Command {
  return new Command('report')
    .description('Render result files as HTML and JUnit XML.')
    .argument('<files...>', 'result files, such as reports/out/conformance.json reports/out/load.json')
    .option(
      '--out <dir>',
      'where the reports go; several results of one kind get a folder each in there',
      'reports/out',
    )
    .addHelpText(
      'after',
      `
Examples:
  pingback-suite report conformance.json load.json --out public  one page for both, and one for each
  pingback-suite report monday.json tuesday.json --out public      writes public/monday/ and public/tuesday/`,
    )
    .action(async (files: string[], { out }: { out: string }) => {
      // All are read before anything is written: a bad file leaves no half of a report behind.
      const results: Result[] = [];
      for (const file of files) results.push(await readResult(file));
      const kinds = new Set(results.map(({ kind }) => kind));
      const folders =
        kinds.size === files.length
          ? files.map(() => resolve(out))
          : foldersFor(files).map((name) => resolve(out, name));
      const written = new Set<string>();
      for (const [index, result] of results.entries()) {
        for (const path of await writeReports(folders[index] ?? resolve(out), result)) written.add(path);
      }
      process.stdout.write(`${[...written].join('\n')}\n`);
    });
}

function writeReports(outDir: string, result: Result): Promise<string[]> {
  return result.kind === 'load' ? writeLoadReports(outDir, result) : writeConformanceReports(outDir, result);
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
