import { expect, test } from 'vitest';
import {
  conformantResult,
  hostileLoad,
  hostileResult,
  hostileTexts,
  manifoldLoad,
  sampleLoad,
  sampleResult,
  untrustedLoad,
} from '../samples/index.ts';
import { visibleLine } from '../visible/index.ts';
import { openMetrics } from './index.ts';
import { readOpenMetrics } from './reading.testing.ts';

async function read(...results: Parameters<typeof openMetrics>) {
  const families = readOpenMetrics(await openMetrics(...results));
  return (name: string, labels: Record<string, string> = {}) => {
    const samples = families.get(name)?.samples ?? [];
    const fits = (given: Record<string, string>) =>
      Object.entries(labels).every(([key, value]) => given[key] === value);
    return samples.filter((sample) => fits(sample.labels)).map(({ value }) => value);
  };
}

test('a conformance result: its verdict, each clause with its own, and how many have which', async () => {
  const result = sampleResult();
  const values = await read({ conformance: result });
  expect(values('pingback_conformance_verdict', { verdict: 'nonconformant' })).toEqual([1]);
  expect(values('pingback_conformance_verdict')).toEqual([0, 1, 0, 0]);
  expect(values('pingback_conformance_met')).toEqual([0]);
  expect(values('pingback_conformance_clauses', { verdict: 'fail' })).toEqual([5]);
  expect(values('pingback_conformance_clauses').reduce((sum, value) => sum + value)).toBe(
    result.clauses.length,
  );
  expect(
    values('pingback_conformance_clause', { id: 'ROM-4', level: 'MUST', section: 'rooms', verdict: 'fail' }),
  ).toEqual([1]);
  expect(values('pingback_conformance_clause')).toHaveLength(result.clauses.length);
  expect(values('pingback_conformance_clause_duration_seconds', { id: 'ROM-4' })).toEqual([0.0382]);
  expect(values('pingback_conformance_started_timestamp_seconds')).toEqual([1773480413.589]);
  expect(values('pingback_conformance_duration_seconds')).toEqual([4.8124]);
});

test('a load result: latencies in seconds, the ledger as counts, verdict and trust', async () => {
  const values = await read({ load: sampleLoad() });
  expect(values('pingback_load_latency_seconds', { event: 'new_message', quantile: '0.99' })).toEqual([
    0.0248,
  ]);
  expect(values('pingback_load_latency_seconds', { event: 'typing' })).toHaveLength(6);
  expect(values('pingback_load_sent', { event: 'new_message' })).toEqual([15_000]);
  expect(values('pingback_load_deliveries', { event: 'new_message', outcome: 'delivered' })).toEqual([
    22_500,
  ]);
  expect(values('pingback_load_deliveries', { outcome: 'lost' })).toEqual([0, 0]);
  expect(values('pingback_load_sockets')).toEqual([800, 200]);
  expect(values('pingback_load_verdict', { scenario: 'steady' })).toEqual([1, 0, 0]);
  expect(values('pingback_load_slo_met')).toEqual([1, 1, 1, 1, 1]);
  expect((await read({ load: untrustedLoad() }))('pingback_load_trusted')).toEqual([0]);
});

test('both of a folder are one exposition, and nothing is one, too', async () => {
  const values = await read({ conformance: conformantResult(), load: manifoldLoad() });
  expect(values('pingback_conformance_met')).toEqual([1]);
  expect(values('pingback_load_trusted')).toEqual([1]);
  expect(await openMetrics({})).toBe('# EOF\n');
});

test('what was not measured has no series, rather than zeros', async () => {
  const values = await read({ load: sampleLoad({ events: {}, slo: [], startedAt: 'yesterday' }) });
  for (const name of ['latency_seconds', 'slo_met', 'started_timestamp_seconds']) {
    expect(values(`pingback_load_${name}`), name).toEqual([]);
  }
});

test('hostile names stay within their label, and say what they said', async () => {
  const load = hostileLoad();
  const text = await openMetrics({ conformance: hostileResult(), load });
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  const families = readOpenMetrics(text);
  const labels = (name: string, key: string) =>
    families.get(name)?.samples.map((sample) => sample.labels[key]);
  expect(labels('pingback_conformance_clause', 'id')).toEqual(
    hostileResult().clauses.map(({ id }) => visibleLine(id)),
  );
  expect(labels('pingback_load_slo_met', 'slo')).toEqual(load.slo.map(({ slo }) => visibleLine(slo)));
  expect(new Set(labels('pingback_load_latency_seconds', 'event'))).toEqual(
    new Set(Object.keys(load.events).map(visibleLine)),
  );
  const [first] = hostileTexts;
  expect(text).toContain(first);
});

test('counts below zero, which a damaged file may hold, are none', async () => {
  const { ledgerByEvent } = sampleLoad();
  const typing = { ...ledgerByEvent.typing, lost: -3 } as (typeof ledgerByEvent)[string];
  const values = await read({ load: sampleLoad({ ledgerByEvent: { typing } }) });
  expect(values('pingback_load_deliveries', { outcome: 'lost' })).toEqual([0]);
});
