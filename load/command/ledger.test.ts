import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Misdeed } from '../../fixtures/reference-server/behaviour.ts';
import { openEstate } from '../../fixtures/targets/index.ts';
import { k6Absent } from '../k6/testing/k6.ts';
import { blankStamp, readStamp } from '../measure/index.ts';
import { startReference } from './testing/reference.ts';
import { load, resultOf } from './testing/suite.ts';

const estate = openEstate();
afterAll(() => estate.close());

/** So many deliveries that each kind of misdeed happens about ten times. */
const knobs = [
  ...['--widgets', '160', '--agents', '40', '--ramp', '1s', '--warm-up', '1s'],
  ...['--rate', '400', '--duration', '15s', '--drain', '10s'],
];
const kinds = ['lost', 'duplicated', 'outOfOrder', 'leaked'] as const satisfies Misdeed['kind'][];

/** What the server did wrong, by kind, in the measured window and outside. */
function confessedIn(misdeeds: readonly Misdeed[], fromMs: number, toMs: number) {
  const inside = { lost: 0, duplicated: 0, outOfOrder: 0, leaked: 0, dropped: 0 };
  const outside = { ...inside };
  const stamp = blankStamp();
  for (const { kind, content } of misdeeds) {
    expect(readStamp(content, stamp), content).toBe(true);
    const isInside = stamp.intendedMs >= fromMs && stamp.intendedMs < toMs;
    (isInside ? inside : outside)[kind] += 1;
  }
  return { inside, outside };
}

test.for(['artillery', 'k6'])(
  'what a server loses, doubles, swaps and leaks is counted, each and exactly, by %s',
  {
    timeout: 240_000,
  },
  async (driver, { skip }) => {
    if (driver === 'k6' && k6Absent) return skip(k6Absent);
    const server = await startReference(estate, 'one-in-a-thousand-of-each');
    const ended = await load([
      ...['steady', ...server.flags, ...knobs, '--slo', 'ledger.outOfOrder=0', '--driver', driver],
    ]);
    const result = await resultOf(ended);
    const misdeeds = await server.misdeeds();
    const fromMs = result.windowFromMs as number;
    const { inside, outside } = confessedIn(misdeeds, fromMs, fromMs + result.phasesMs.measured);

    const { ledger, ledgerByEvent } = result;
    for (const kind of kinds) {
      expect(inside[kind], kind).toBeGreaterThanOrEqual(5);
      expect(ledger[kind], `${kind}, of ${ended.output}`).toBe(inside[kind]);
      expect(ledgerByEvent.new_message?.[kind], kind).toBe(inside[kind]);
      // Before everybody is in place, somebody may miss what nobody had promised him yet.
      expect(result.outside[kind], kind).toBeLessThanOrEqual(outside[kind]);
    }
    expect(ledger.delivered).toBe(ledger.expected - inside.lost);
    expect(result.sockets).toMatchObject({ peak: 200, dropped: 0 });

    // Where the machine is too busy to measure on, the counts are right, and no verdict is given.
    if (!result.trust.trusted) return expect([ended.code, result.verdict]).toEqual([4, 'untrusted']);
    expect([ended.code, result.verdict], ended.output).toEqual([1, 'breached']);
    // What must never happen is asked for of the whole run, not of the window alone.
    const everywhere = (kind: 'duplicated' | 'leaked') => inside[kind] + result.outside[kind];
    expect(result.slo.filter(({ met }) => !met).map(({ slo, actual }) => [slo, actual])).toEqual([
      ['ledger.outOfOrder=0', inside.outOfOrder],
      ['ledger.lost=0', inside.lost],
      ['ledger.duplicated=0', everywhere('duplicated')],
      ['ledger.leaked=0', everywhere('leaked')],
    ]);
    const junit = await readFile(join(ended.folder, 'out', 'load.junit.xml'), 'utf8');
    expect(junit).toMatch(/<testsuites [^>]*failures="4" errors="0"/);
  },
);
