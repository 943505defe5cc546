import { describe, expect, test } from 'vitest';
import type { Latency, LoadResult, LoadSegment } from '../results/index.ts';
import { compare } from './testing/compare.ts';
import { syntheticSteps } from './testing/steps.ts';
import { syntheticRun } from './testing/synthetic.ts';

describe('of runs in steps, the last of which broke', () => {
  const compared = (base: LoadResult, next: LoadResult) => {
    const { verdict, metrics, warnings } = compare(base, next);
    const of = (wanted: string) => metrics.find(({ id }) => id === wanted);
    return { verdict, of, said: warnings.map(({ text }) => text).join('\n') };
  };
  const base = syntheticSteps({ seed: 1, rates: [50, 75, 113], brokenBy: 'lost' });

  test('as far as before is the same, and each figure is that of the highest step that both held', () => {
    const { verdict, of, said } = compared(base, syntheticSteps({ seed: 20, rates: [50, 75, 113] }));
    expect(verdict).toBe('same');
    expect(said).toContain('compared at 75/s, the highest step that both held.');
    expect(of('new_message.p50')).toMatchObject({ verdict: 'same', base: base.segments[1]?.latencyMs.p50 });
    expect(of('server.cpu')).toMatchObject({ verdict: 'same' });
    expect(of('ledger.lost')).toMatchObject({ base: 0, new: 0 });
    expect(of('rate')).toBeUndefined();
  });

  test('a run that got further is better, though it met slower steps, and lost more, on its way', () => {
    const further = syntheticSteps({ seed: 20, rates: [50, 75, 113, 170, 255], brokenBy: 'lost' });
    const { verdict, of, said } = compared(base, further);
    expect(verdict).toBe('better');
    expect(of('capacity.sustained')).toMatchObject({ verdict: 'better', base: 75, new: 170 });
    expect(said).not.toContain('windows differ');
    expect(compared(further, base).verdict).toBe('worse');
  });

  test('as far as before and slower on the way is worse', () => {
    const slower = syntheticSteps({ seed: 20, rates: [50, 75, 113], medianMs: 60 });
    expect(compared(base, slower)).toMatchObject({ verdict: 'worse' });
    expect(compared(base, slower).of('new_message.p90')).toMatchObject({ verdict: 'worse' });
  });

  test('one that broke at once is held against the first step, and what leaked anywhere counts', () => {
    const broken = syntheticSteps({ seed: 20, rates: [50] });
    const { verdict, of, said } = compared(base, broken);
    expect(verdict).toBe('worse');
    expect(said).toContain('compared at 50/s, the first step of both, since not both held it.');
    expect(of('ledger.leaked')).toMatchObject({ verdict: 'same' });
    const leaked = { ...base, ledger: { ...base.ledger, leaked: 1 } };
    expect(compared(base, leaked).of('ledger.leaked')).toMatchObject({ verdict: 'worse' });
  });

  test('what connections that came back did to the figures of all connections is left out', () => {
    const held = syntheticSteps({ seed: 20, rates: [50, 75, 113, 170] });
    const sockets = { ...held.sockets, dropped: 7, refused: 5 };
    const [last] = held.segments.slice(-1) as [LoadSegment];
    const beset = { ...held, sockets, segments: [...held.segments.slice(0, -1), { ...last, dropped: 7 }] };
    const { verdict, of } = compared(base, beset);
    expect(verdict).toBe('better');
    expect([of('sockets.refused'), of('connect.p99')]).toEqual([undefined, undefined]);
    expect(of('sockets.dropped')).toMatchObject({ new: 0, verdict: 'same' });
    expect(
      compared(base, { ...held, sockets: { ...sockets, dropped: 0 } }).of('sockets.refused'),
    ).toBeDefined();
  });

  test('one that ended for another reason is neither accused of it nor outdone', () => {
    const gaveIn = (run: LoadResult): LoadResult => {
      const [last] = run.segments.slice(-1) as [LoadSegment];
      const segments = [...run.segments.slice(0, -1), { ...last, met: true, trusted: false }];
      const ended = 'at the last, the generator gave in';
      return { ...run, segments, capacity: { ...run.capacity, ended } };
    };
    const short = gaveIn(syntheticSteps({ seed: 20, rates: [50, 75] }));
    const lower = compared(base, short);
    expect(lower.of('capacity.sustained')).toMatchObject({
      verdict: 'unclear',
      remark: expect.stringMatching(/^The new run ended before the server broke anything \(.*gave in\), so/),
    });
    expect(lower.verdict).toBe('unclear');
    expect(compared(short, base)).toMatchObject({ verdict: 'unclear' });
    // Below what the base did at least, something broke: that much is certain.
    const further = gaveIn(syntheticSteps({ seed: 20, rates: [50, 75, 113, 170] }));
    expect(compared(further, base)).toMatchObject({ verdict: 'worse' });
    expect(compared(base, further)).toMatchObject({ verdict: 'better' });
    // Both did all that they were asked for.
    const all = (seed: number, sustainedPerSecond = 75) => {
      const run = syntheticSteps({ seed, rates: [50, 75] });
      const segments = run.segments.map((segment) => ({ ...segment, met: true }));
      return { ...run, segments, capacity: { sustainedPerSecond, ended: 'after all 2 steps' } };
    };
    expect(compared(all(1), all(20, 75.3)).of('capacity.sustained')).toMatchObject({ verdict: 'same' });
  });

  test('nor does one that was cut off count as broken, nor one that broke something in an untrusted step', () => {
    const ending = (change: Partial<LoadSegment>): LoadResult => {
      const run = syntheticSteps({ seed: 20, rates: [50, 75] });
      const [first, last] = run.segments as [LoadSegment, LoadSegment];
      return { ...run, segments: [first, { ...last, ...change }] };
    };
    for (const change of [{ met: undefined }, { met: false, trusted: false }]) {
      expect(compared(base, ending(change)).of('capacity.sustained')).toMatchObject({ verdict: 'unclear' });
    }
    expect(compared(base, ending({ met: false })).verdict).toBe('worse');
    // As far as a base that did not find its limit, and broken beyond: whether that is as far cannot be told.
    const all = syntheticSteps({ seed: 1, rates: [50, 75, 113] });
    const held = { ...all, segments: all.segments.slice(0, -1) };
    const asFar = compared(held, syntheticSteps({ seed: 20, rates: [50, 75, 113] }));
    expect(asFar.verdict).toBe('unclear');
    expect(asFar.of('capacity.sustained')).toMatchObject({
      verdict: 'unclear',
      remark: expect.stringMatching(/^The base ended before the server broke anything/),
    });
  });

  test('steps too short to tell are unclear, however the medians look', () => {
    const first = syntheticSteps({ seed: 1, rates: [50, 75, 113], seconds: 4 });
    const slower = syntheticSteps({ seed: 20, rates: [50, 75, 113], seconds: 4, medianMs: 200 });
    expect(compared(first, slower)).toMatchObject({ verdict: 'unclear' });
  });

  test('how late the generator was in the last step widens no interval of another', () => {
    const slower = syntheticSteps({ seed: 20, rates: [50, 75, 113], medianMs: 60 });
    const lag = { ...slower.generator.sendLagMs, p50: 200, p90: 200, p99: 200, p999: 200 };
    const busy = { ...slower, generator: { ...slower.generator, sendLagMs: lag } };
    expect(compared(base, busy)).toMatchObject({
      verdict: 'worse',
      said: expect.not.stringContaining('held up'),
    });
    const lagging = (run: LoadResult, sendLagMs: Latency) => ({
      ...run,
      segments: run.segments.map((one) => ({ ...one, sendLagMs })),
    });
    const late = lagging(busy, lag);
    const known = compared(lagging(base, base.generator.sendLagMs), late);
    expect(known.said).toContain('held up differently');
    expect(known.of('generator.sendLag.p99')).toMatchObject({ new: 200 });
    // Of an older result it is not known, so it is said of neither.
    const unknown = compared(base, late);
    expect(unknown).toMatchObject({ verdict: 'worse', said: expect.not.stringContaining('held up') });
    expect(unknown.of('generator.sendLag.p99')).toBeUndefined();
  });

  test('a step that cannot be trusted is not compared, and steps of other lengths are warned of', () => {
    const distrusted = syntheticSteps({ seed: 20, rates: [75, 113] });
    const [first, ...others] = distrusted.segments as [LoadSegment, LoadSegment];
    const segments = [{ ...first, trusted: false }, ...others.map((one) => ({ ...one, trusted: false }))];
    expect(compared(base, { ...distrusted, segments }).said).toContain('no trusted step in common');
    const short = syntheticSteps({ seed: 20, rates: [50, 75, 113], seconds: 6 });
    expect(compared(base, short).said).toContain('The measured windows differ: 10 s, then 6 s.');
  });

  test('of two steps of one name, the highest that held is meant', () => {
    const twice = (run: LoadResult): LoadResult => ({
      ...run,
      segments: run.segments.map((one, place) => ({ ...one, label: place < 2 ? '60/s' : one.label })),
    });
    const { of } = compared(twice(base), twice(syntheticSteps({ seed: 20, rates: [50, 75, 113] })));
    expect(of('new_message.p50')).toMatchObject({ base: base.segments[1]?.latencyMs.p50 });
  });

  test('without a step in common connecting is judged as ever, and drops of what broke are not', () => {
    const connecting = (run: LoadResult, medianMs: number, dropped = 0): LoadResult => {
      const messages = syntheticRun({ seed: run.seed, medianMs }).events.new_message;
      if (!messages) throw new RangeError('The run has no new_message.');
      const { latencyMs: connectMs, histogram: connectHistogram } = messages;
      return { ...run, connectMs, connectHistogram, sockets: { ...run.sockets, dropped } };
    };
    const other = syntheticSteps({ seed: 20, rates: [90, 200, 400] });
    const slow = compared(connecting(base, 60), connecting(other, 240));
    expect(slow.of('connect.p99')).toMatchObject({ verdict: 'worse' });
    const dropping = compared(connecting(base, 60), connecting(other, 60, 7));
    expect(dropping.verdict).toBe('better');
    expect([dropping.of('sockets.dropped'), dropping.of('generator.sendLag.p99')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(dropping.said).toContain('Connections ended on the way');
  });

  test('steps and a single window are not held against each other', () => {
    const { capacity: _, ...single } = { ...syntheticRun({ seed: 20 }), scenario: 'capacity' };
    for (const [one, other] of [[base, single] as const, [single, base] as const]) {
      const { verdict, of, said } = compared(one, other);
      expect([verdict, of('new_message.p50')]).toEqual(['unclear', undefined]);
      expect(said).toContain('Only one of the runs is in steps');
    }
  });

  test('its curves are those of the step, and the name of the step is shown in all its characters', () => {
    const named = (run: LoadResult): LoadResult => ({
      ...run,
      segments: run.segments.map((one, place) => (place === 1 ? { ...one, label: '75/s\u202e' } : one)),
    });
    const { base: drawn, warnings } = compare(
      named(base),
      named(syntheticSteps({ seed: 20, rates: [50, 75, 113] })),
    );
    expect(drawn.seconds.map(({ atS }) => atS)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(drawn.spectrum.at(-1)?.valueMs).toBeLessThan(150);
    expect(warnings.map(({ text }) => text).join('\n')).toContain('compared at 75/s\\u{202E}, the highest');
  });

  test('without a step in common there is how far they got, and nothing else', () => {
    const { verdict, of, said } = compared(base, syntheticSteps({ seed: 20, rates: [40, 90] }));
    expect(verdict).toBe('worse');
    expect(said).toContain('no trusted step in common');
    expect([of('new_message.p50'), of('ledger.lost'), of('server.cpu')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
