import type { z } from 'zod';
import { printable } from '../../fixtures/targets/printable.ts';
import type { LedgerCounts } from '../../reports/results/index.ts';
import { countNames, noCounts } from './counts.ts';
import { Histogram } from './histogram.ts';
import { RecordError } from './merge.ts';
import { numbers } from './record.ts';
import { entry } from './totals.ts';

/** Something that came in a name, for a message. */
export const shown = (text: string) => printable(text, 60);

/** HDR counts in 32 bits. */
const mostInBucket = 2 ** 31 - 1;

/** Counters by the parts of their names. What is read of them is what a record may have, or a RecordError. */
export class Tree {
  readonly name: string;
  value = 0;
  readonly parts = new Map<string, Tree>();

  constructor(name = '') {
    this.name = name;
  }

  add(path: readonly string[], value: number): void {
    let tree: Tree = this;
    for (const part of path) {
      const { name, parts }: Tree = tree;
      tree = entry(parts, part, () => new Tree(`${name}.${part}`));
    }
    tree.value += value;
  }

  at(...path: string[]): Tree {
    let tree: Tree = this;
    for (const part of path) tree = tree.parts.get(part) ?? new Tree(`${tree.name}.${part}`);
    return tree;
  }

  /** A count. */
  number(...path: string[]): number {
    return this.at(...path).as('count');
  }

  /** The value as a number of that kind. */
  as(kind: keyof typeof numbers): number {
    const { value, name } = this;
    const schema: z.ZodType<number> = numbers[kind];
    const { success } = schema.safeParse(value);
    if (!success) throw new RecordError(`Counter ${shown(`pb${name}`)} is ${value}, which no worker writes.`);
    return value;
  }

  histogram(...path: string[]): Histogram {
    const histogram = new Histogram();
    for (const [bucket, { value }] of this.at(...path).parts) {
      if (value > mostInBucket) throw new RangeError(`A bucket of a histogram can't hold ${value} values.`);
      // Number('') is a bucket, too.
      histogram.addToBucket(/^\d+$/.test(bucket) ? Number(bucket) : Number.NaN, value);
    }
    return histogram;
  }

  counts(...path: string[]): LedgerCounts {
    const counts = noCounts();
    for (const name of countNames) counts[name] = this.number(...path, name);
    return counts;
  }

  /** The largest of what the parts say; 0 where there are none. */
  most(kind: keyof typeof numbers, ...path: string[]): number {
    const all = [...this.parts.values()].map((part) => part.at(...path).as(kind));
    return all.length === 0 ? 0 : Math.max(...all);
  }
}
