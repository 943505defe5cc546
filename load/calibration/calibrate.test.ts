import { beforeAll, describe, expect, test } from 'vitest';
import { openEstate } from '../../fixtures/targets/index.ts';
import { type CalibrationResult, calibrationResult } from '../../reports/results/index.ts';
import { calibrationLines } from '../command/calibrate-lines.ts';
import { rehearse } from '../journeys/testing/rehearsal.ts';
import { Histogram, nowMs } from '../measure/index.ts';
import { calibrate } from './calibrate.ts';
import { compare, heldAndFloor } from './compare.ts';
import type { Extent } from './extent.ts';
import type { Run } from './measure.ts';
import { startFanOutProcess } from './server-process.ts';
import { reasonsOf } from './verdict.ts';

/** The same journeys in Artillery's engine, within this process. */
const rehearsed: Run = async ({ scenario, plan }, { onPart, onTick }) => {
  const { record } = await rehearse(scenario, plan, (message) => {
    if (message.kind === 'ready') return { kind: 'begin', atMs: nowMs() };
    if (message.kind === 'tick') onTick?.(message);
    if (message.kind !== 'segment') return undefined;
    const last = onPart?.(message.record) === 'stop';
    return last ? { kind: 'stop', when: 'segment' } : { kind: 'go-on', atMs: nowMs() };
  });
  return record;
};

/** A second of delays, and a server that stands still for a third of two. */
const small: Extent = {
  delays: {
    ...{ widgets: 40, agents: 10, hotConversations: 10, rate: 200 },
    ...{ ramp: 0, warmUp: '200ms', step: '30s', drain: '30s' },
  },
  part: { durationMs: 1_000, wanted: 1, most: 3 },
  stall: {
    knobs: {
      ...{ widgets: 4, agents: 1, rate: 200, ramp: 0, warmUp: 0, duration: '2s' },
      ...{ step: '30s', drain: '30s' },
    },
    durationMs: 600,
  },
};

let result: CalibrationResult;
beforeAll(async () => {
  const { signal } = new AbortController();
  result = await calibrate({
    ...{ seed: 7, command: 'load calibrate --seed 7', onProgress: () => {}, signal },
    ...{ extent: small, run: rehearsed },
  });
}, 180_000);

const delayOf = (nominalMs: number) => {
  const found = result.delays.find((delay) => delay.nominalMs === nominalMs);
  return found ?? expect.unreachable(`there is a delay of ${nominalMs} ms`);
};

test('the result is what its schema says', () => {
  expect(calibrationResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(
    JSON.parse(JSON.stringify(result)),
  );
});

test('every delivery that the server held was measured, and no other', () => {
  const { lost, duplicated, leaked } = result.ledger;
  expect({ lost, duplicated, leaked }).toEqual({ lost: 0, duplicated: 0, leaked: 0 });
  for (const { heldMs, measuredMs } of result.delays) {
    expect(heldMs.count).toBeGreaterThan(100);
    expect(measuredMs.count).toBe(heldMs.count);
  }
});

test('what was measured follows what was held, percentile by percentile', () => {
  for (const { nominalMs, heldMs, measuredMs } of result.delays) {
    expect(heldMs.p50).toBeGreaterThan(0.5 * nominalMs);
    for (const figure of ['p50', 'p99', 'max'] as const)
      expect(measuredMs[figure]).toBeGreaterThan(0.999 * heldMs[figure]);
  }
  const medians = [result.floor.latencyMs, ...result.delays.map(({ measuredMs }) => measuredMs)];
  expect(medians.map(({ p50 }) => p50)).toEqual(medians.map(({ p50 }) => p50).toSorted((a, b) => a - b));
});

test('the longest delay comes back, and is told from a truth that is wrong', () => {
  const { measuredHistogram, recovery } = delayOf(500);
  expect(recovery[0]?.percentile).toBe(50);
  // On a machine that is never quiet for a second there is nothing exact to be had, and the result says so.
  if (result.parts.quiet > 0) expect(recovery[0]?.recovered).toBe(true);
  const floor = Histogram.decode(result.floor.histogram);
  const wrong = heldAndFloor(Histogram.decode(delayOf(50).heldHistogram), floor);
  const verdicts = compare(Histogram.decode(measuredHistogram), [50, 99, 99.9], wrong);
  expect(verdicts.map(({ recovered }) => recovered)).toEqual([false, false, false]);
});

test('a standstill shows in the corrected tail, and hides in the uncorrected one', () => {
  const { stallMs, correctedMs, uncorrectedMs } = result.stall;
  expect(stallMs).toBeGreaterThan(300);
  expect(correctedMs.max).toBeGreaterThan(0.9 * stallMs);
  expect(correctedMs.p90).toBeGreaterThan(5 * uncorrectedMs.p90);
});

describe('a verdict', () => {
  const wrong = (): CalibrationResult => {
    const changed = structuredClone(result);
    for (const delay of changed.delays) for (const one of delay.recovery) one.recovered = true;
    for (const one of changed.stall.recovery) one.recovered = true;
    return changed;
  };

  test('is without reasons when all came back', () => {
    expect(reasonsOf(wrong())).toEqual([]);
  });

  test('names what did not come back, and what to do', () => {
    const changed = wrong();
    Object.assign(changed.delays[0]?.recovery[1] ?? {}, { recovered: false, truthMs: 4, measuredMs: 6.5 });
    changed.parts = { ...changed.parts, measured: 16, quiet: 3, used: 'all' };
    const [reason] = reasonsOf(changed);
    expect(reason?.reason).toBe('p99 of 1 ms was measured as 6.50 ms, and is 4.00 ms.');
    expect(reason?.advice).toMatch(/stood still .* in 13 of 16 parts .* calibrate again/);
    const lines = calibrationLines({ ...changed, reasons: [] }, { quiet: false }).join('\n');
    expect(lines).toMatch(/^ +p99 .* 4\.00 ms +6\.50 ms .* NOT RECOVERED$/m);
  });

  test('does not pass over a delivery that is missing', () => {
    const changed = wrong();
    (changed.delays[0] as CalibrationResult['delays'][number]).measuredMs.count -= 1;
    expect(reasonsOf(changed).map(({ advice }) => advice)).toEqual([
      'This is a defect of the suite: please report it.',
    ]);
  });
});

test('a server that is gone is named, with its last words', async () => {
  const estate = openEstate();
  const server = await startFanOutProcess(estate, { delaysMs: [0], seed: 1 });
  process.kill(server.pid, 'SIGKILL');
  await expect(server.heldIn({ fromMs: 0, toMs: 1 })).rejects.toThrow(
    /calibration server .*\(it wrote nothing\)/,
  );
  await estate.close();
});
