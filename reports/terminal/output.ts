import type { Writable } from 'node:stream';

/** Where the reporter prints: `process.stdout` or any other stream of text. */
export type Output = Writable & { columns?: number; rows?: number };

/**
 * Build servers take orders from the log: GitHub from lines that begin with `::` or hold `##[`, Azure from `##vso[`,
 * TeamCity from `##teamcity[`. Text from a server under test must not give any; what it says stays readable.
 */
export function withoutOrders(line: string): string {
  return line.replace(/##(?=\w*\[)/g, '#\\u{23}').replace(/^(\s*):(?=:)/, '$1\\u{3A}');
}
