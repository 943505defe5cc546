import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tablesOf } from '../../fixtures/package/markdown.ts';
import { evaluate, pageWith, read, readSizing } from './sizing-page.ts';
import { assumed, type Costs, costsFrom, needsOf, type Observation, type Runs } from './sizing-sums.ts';

const page = readFileSync(fileURLToPath(new URL('../SIZING.md', import.meta.url)), 'utf8');
const sizing = readSizing(page);

describe('load/SIZING.md', () => {
  test('is what follows from its measured table', () => {
    expect(page, 'node load/bench/sizing.ts --write writes it anew').toBe(pageWith(page, sizing));
  });

  test('another figure there is another page', () => {
    const { deliveryUs } = sizing.artillery;
    const dearer = { ...sizing, artillery: { ...sizing.artillery, deliveryUs: deliveryUs * 2 } };
    const other = pageWith(page, dearer);
    expect(other).not.toBe(page);
    expect(readSizing(other).artillery.deliveryUs).toBeCloseTo(deliveryUs * 2, 0);
  });

  const lines = page.split('\n').filter((line) => /^[\w ,]+: [\d⌈m].* = /.test(line));

  test('each line of its arithmetic is right', () => {
    expect(lines.length).toBe(4 * 12);
    for (const line of lines) {
      const [, expression = '', value = ''] = /: (.*) = ([\d,.]+)/.exec(line) ?? [];
      const exact = evaluate(expression);
      expect(Math.abs(read(value) - exact), line).toBeLessThanOrEqual(exact * 0.005);
    }
  });

  test('each figure that the arithmetic begins with stands on the page, or in a line before', () => {
    const prose = page.slice(0, page.indexOf('## Step by step'));
    const known = new Set([...prose.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map(([figure]) => read(figure)));
    // To change a unit, and those of the base, which the table has as a share of a hundred.
    for (const one of [1_000, 1_000_000, 8, sizing.artillery.baseCores, sizing.k6?.baseCores ?? 0]) {
      known.add(Number(one.toPrecision(3)));
    }
    for (const line of lines) {
      const [, expression = '', value = ''] = /: (.*) = ([\d,.]+)/.exec(line) ?? [];
      for (const [figure] of expression.matchAll(/\d+(?:,\d{3})*(?:\.\d+)?/g)) {
        expect(known, `${figure} in ${line}`).toContain(read(figure));
      }
      known.add(read(value));
    }
  });

  test('the lines end where the table begins, whichever way it is reckoned', () => {
    const [needs] = tablesOf(page).filter(({ under }) => under.startsWith('What 100,000'));
    const row = needs?.rows.find((one) => Object.values(one)[0]?.includes('**workers'));
    const inTable = Object.values(row ?? {}).slice(1);
    const inLines = lines.filter((line) => line.startsWith('workers, the most'));
    expect(inLines.length).toBe(inTable.length);
    for (const [at, line] of inLines.entries()) {
      const [stepped, whole] = [read(/= ([\d,]+)/.exec(line)?.[1] ?? ''), read(inTable[at] ?? '')];
      // Lines go on with rounded figures, and a rounded-up one is off by one at most, or by the rounding.
      expect(Math.abs(stepped - whole), line).toBeLessThanOrEqual(Math.max(1, whole * 0.01));
    }
  });

  test('what it says to be assumed is what is reckoned with', () => {
    const [from, to] = ['## What is assumed', '## What a task holds'].map((heading) => page.indexOf(heading));
    const section = page.slice(from, to);
    const { taskBytes, ports, ...others } = assumed;
    const shown = [taskBytes / 1e9, ...Object.values(others)].map((value) => value.toLocaleString('en'));
    const cells = new Set([...section.matchAll(/\d[\d,.]*\d|\d/g)].map(([figure]) => figure));
    expect(shown.filter((value) => !cells.has(value))).toEqual([]);
    expect(60_999 - 32_768 + 1).toBe(ports);
    expect(section).toContain(ports.toLocaleString('en'));
  });
});

describe('costs', () => {
  const costs: Costs = {
    ...{ baseCores: 0.01, idleSocketUs: 4, sentUs: 90, deliveryUs: 25 },
    ...{ baseBytes: 120e6, socketBytes: 40_000 },
  };
  const seen = (sockets: number, sentPerS: number, deliveriesPerS: number): Observation => ({
    ...{ sockets, sentPerS, deliveriesPerS },
    cores:
      costs.baseCores +
      (sockets * costs.idleSocketUs + sentPerS * costs.sentUs + deliveriesPerS * costs.deliveryUs) / 1e6,
    residentBytes: costs.baseBytes + sockets * costs.socketBytes,
  });

  const runs: Runs = {
    few: [seen(500, 1, 2), seen(500, 800, 1600)],
    pairs: [seen(4000, 1, 2), seen(4000, 800, 1600)],
    crowds: [seen(4000, 1, 10), seen(4000, 160, 1600)],
  };

  test('are told apart: what they were made of comes out again', () => {
    const found = costsFrom(runs);
    for (const name of Object.keys(costs) as (keyof Costs)[]) {
      expect(found[name] / costs[name], name).toBeCloseTo(1, 6);
    }
  });

  test('that cannot be are refused', () => {
    const [idle, busy] = runs.crowds;
    expect(() => costsFrom({ ...runs, crowds: [idle, { ...busy, cores: 0 }] })).toThrow(RangeError);
  });

  test('what binds decides over the number of workers', () => {
    const of = (changes: Partial<Costs>) => needsOf(100_000, { ...costs, ...changes });
    expect(of({})).toMatchObject({ byFiles: 6, byPorts: 4, byMemory: 2, workers: 6 });
    expect(of({ socketBytes: 1e6 })).toMatchObject({ byMemory: 33, workers: 33 });
    // 4 + 0.077 × 90 + 0.129 × 2,500 = 333.43 µs, and 0.49 of a core for it.
    expect(of({ deliveryUs: 2_500 })).toMatchObject({ byCores: 69, workers: 69 });
  });
});
