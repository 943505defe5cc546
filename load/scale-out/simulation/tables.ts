import type { LoadResult } from '../../../reports/results/index.ts';
import { bucketCount } from './compare.ts';

/** How much was sent, had to be delivered and was: by eight workers, and by one process. */
export function countTable(eight: LoadResult, one: LoadResult): string {
  const rows = Object.entries(eight.ledgerByEvent).map(([event, counts]) => {
    const other = one.ledgerByEvent[event];
    const both = (['sent', 'expected', 'delivered'] as const).map(
      (name) => `${counts[name]} / ${other?.[name]}`,
    );
    return [event, ...both];
  });
  return table(['eight / one', 'sent', 'expected', 'delivered'], rows);
}

/** What the merged histograms hold. */
export function bucketTable({ events }: LoadResult): string {
  const rows = Object.entries(events).map(([event, { latencyMs, histogram, uncorrectedHistogram }]) => [
    event,
    String(latencyMs.count),
    String(bucketCount(histogram)),
    String(bucketCount(uncorrectedHistogram)),
  ]);
  return table(['merged', 'deliveries', 'buckets', 'buckets, uncorrected'], rows);
}

function table(heads: string[], rows: string[][]): string {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [heads, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
