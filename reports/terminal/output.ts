import { relative } from 'node:path';
import type { Writable } from 'node:stream';
import type { Colors } from 'picocolors/types.js';
import type { Redactor } from '../redact/index.ts';
import { visibleLine } from '../visible/index.ts';

/** Where the reporter prints: `process.stdout` or any other stream of text. */
export type Output = Writable & { columns?: number; rows?: number };

/** What every reporter has to know. */
export interface ReporterOptions {
  stdout: Output;
  isTTY: boolean;
  /** Reads `NO_COLOR`, `FORCE_COLOR`, `TERM`, `CI`, `GITHUB_ACTIONS` and `GITHUB_STEP_SUMMARY`. */
  env: Readonly<Record<string, string | undefined>>;
  /** Only failures and the summary. */
  quiet: boolean;
  redactor: Redactor;
}

/**
 * Build servers take orders from the log: GitHub from lines that begin with `::` or hold `##[`, Azure from `##vso[`,
 * TeamCity from `##teamcity[`. Text from a server under test must not give any; what it says stays readable.
 */
export function withoutOrders(line: string): string {
  return line.replace(/##(?=\w*\[)/g, '#\\u{23}').replace(/^(\s*):(?=:)/, '$1\\u{3A}');
}

/** https://no-color.org, https://force-color.org; otherwise colours are for terminals. */
export function wantsColor(env: ReporterOptions['env'], terminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return terminal;
}

/** The paths as one would type them in the current folder, below an empty line. */
export function fileLines(files: readonly string[]): string[] {
  const fromHere = (path: string) => {
    const short = relative(process.cwd(), path);
    return short.startsWith('..') ? path : short;
  };
  return files.length > 0 ? ['', ...files.map((file) => `  ${visibleLine(fromHere(file))}`)] : [];
}

const barWidth = 24;

/** How far something is, 0 to 1. */
export function bar(share: number, colors: Colors): string {
  const filled = Math.max(0, Math.min(barWidth, Math.round(share * barWidth)));
  return colors.green('━'.repeat(filled)) + colors.dim('─'.repeat(barWidth - filled));
}
