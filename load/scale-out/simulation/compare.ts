import { readFile } from 'node:fs/promises';
import type { EventLatencies, LedgerCounts, LoadResult } from '../../../reports/results/index.ts';
import { Histogram } from '../../measure/index.ts';

/** Histograms by kind of event, as all raw deliveries of a run make them. */
export type Raw = Map<string, { corrected: Histogram; uncorrected: Histogram }>;

/** Records the raw deliveries of all files into one histogram for each event. */
export async function recordRaw(paths: readonly string[]): Promise<Raw> {
  const raw: Raw = new Map();
  for (const path of paths) recordLines(raw, (await readFile(path, 'utf8')).trimEnd().split('\n'));
  return raw;
}

export function recordLines(raw: Raw, lines: readonly string[]): void {
  for (const line of lines) {
    const [event = '', , latencyMs, uncorrectedMs] = line.split(' ');
    const one = raw.get(event) ?? { corrected: new Histogram(), uncorrected: new Histogram() };
    raw.set(event, one);
    one.corrected.record(Number(latencyMs));
    one.uncorrected.record(Number(uncorrectedMs));
  }
}

const counted = ['sent', 'expected', 'delivered'] as const satisfies (keyof LedgerCounts)[];
const histograms = [
  'histogram',
  'uncorrectedHistogram',
  'firstRecipientHistogram',
  'medianRecipientHistogram',
  'lastRecipientHistogram',
] as const satisfies (keyof EventLatencies)[];

/** Whether two merges of the same run are the same: every count, every bucket of every histogram. What differs, by name. */
export function differences(one: LoadResult, other: LoadResult): string[] {
  const found: string[] = [];
  const same = (name: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b)) found.push(name);
  };
  for (const event of eventsOf(one, other)) {
    same(`${event}, counts`, one.ledgerByEvent[event], other.ledgerByEvent[event]);
    for (const name of histograms)
      same(`${event}, ${name}`, one.events[event]?.[name], other.events[event]?.[name]);
  }
  same('outside', one.outside, other.outside);
  same('sockets', one.sockets, other.sockets);
  same('connecting', one.connectHistogram, other.connectHistogram);
  same('stimuli', one.stimuli, other.stimuli);
  same(
    'sent of those intended',
    [one.generator.intended, one.generator.achieved],
    [other.generator.intended, other.generator.achieved],
  );
  return found;
}

/** What differs in how much was sent, had to be delivered and was, of each event. */
export function countDifferences(one: LoadResult, other: LoadResult): string[] {
  return eventsOf(one, other).flatMap((event) =>
    counted.flatMap((count) => {
      const [a, b] = [one, other].map(({ ledgerByEvent }) => ledgerByEvent[event]?.[count] ?? 0);
      return a === b ? [] : [`${event}, ${count}: ${a} and ${b}`];
    }),
  );
}

/** What differs between the histograms of a result and those of all its raw deliveries in one. */
export function rawDifferences({ events }: LoadResult, raw: Raw): string[] {
  const names = [...new Set([...Object.keys(events), ...raw.keys()])].sort();
  return names.flatMap((event) => {
    const { histogram = '', uncorrectedHistogram = '' } = events[event] ?? {};
    const { corrected = new Histogram(), uncorrected = new Histogram() } = raw.get(event) ?? {};
    return [
      ...bucketDifferences(`${event}, corrected`, histogram, corrected),
      ...bucketDifferences(`${event}, uncorrected`, uncorrectedHistogram, uncorrected),
    ];
  });
}

function bucketDifferences(name: string, encoded: string, whole: Histogram): string[] {
  const merged = bucketsOf(encoded === '' ? new Histogram() : Histogram.decode(encoded));
  const once = bucketsOf(whole);
  const all = [...new Set([...merged.keys(), ...once.keys()])];
  const different = all.filter((bucket) => merged.get(bucket) !== once.get(bucket)).length;
  return different === 0 ? [] : [`${name}: ${different} of ${all.length} buckets`];
}

function bucketsOf(histogram: Histogram): Map<number, number> {
  const buckets = new Map<number, number>();
  histogram.eachBucket((bucket, count) => buckets.set(bucket, count));
  return buckets;
}

/** How many buckets of a histogram hold something. */
export function bucketCount(encoded: string): number {
  return bucketsOf(Histogram.decode(encoded)).size;
}

function eventsOf(one: LoadResult, other: LoadResult): string[] {
  return [...new Set([one, other].flatMap(({ ledgerByEvent }) => Object.keys(ledgerByEvent)))].sort();
}
