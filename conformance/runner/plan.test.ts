import { describe, expect, test } from 'vitest';
import { type ConfigInput, configSchema } from '../../fixtures/targets/index.ts';
import { type Capability, clauseById, clauses, controlActions } from '../contract/index.ts';
import { type Means, plan, select } from './plan.ts';

const whole: ConfigInput = {
  nodes: ['http://127.0.0.1:1', 'http://127.0.0.1:2'],
  businesses: [{ id: 'acme' }, { id: 'globex' }],
  stimuli: { kind: 'hook', url: 'http://127.0.0.1:3' },
};

/** A target that lacks nothing, but for what is said here. */
function means(config: ConfigInput = {}, more: Partial<Means> = {}): Means {
  return {
    target: { ...configSchema.parse({ ...whole, ...config }), kind: 'url', choice: 'a test' },
    heartbeat: { pingIntervalMs: 1000, pingTimeoutMs: 2000 },
    controlActions,
    controlAbsent: {},
    slow: false,
    ...more,
  };
}

/** Ids of the clauses that are foregone, by verdict. */
function foregone(means: Means, named: string[] = []): Record<string, string[]> {
  const { foregone } = plan(clauses, means, named);
  const verdicts = Object.groupBy(foregone, ([, { verdict }]) => verdict);
  return Object.fromEntries(
    Object.entries(verdicts).map(([verdict, rows = []]) => [verdict, rows.map(([id]) => id)]),
  );
}

function reason(id: string, means: Means, named: string[] = []): string | undefined {
  return plan([clauseById(id)], means, named).foregone.get(id)?.message;
}

const needing = (capability: Capability) =>
  clauses.filter(({ needs }) => needs?.includes(capability)).map(({ id }) => id);

test('a target that lacks nothing has everything checked', () => {
  const planned = plan(clauses, means());
  expect(planned.foregone.size).toBe(0);
  expect(planned.checked).toEqual(clauses);
  expect(planned.selected).toBe(clauses);
});

test('what is foregone is not checked, everything else is', () => {
  const planned = plan(clauses, means({ capabilities: { receipts: false } }));
  expect(planned.foregone.size).toBeGreaterThan(0);
  expect(planned.checked).toEqual(clauses.filter(({ id }) => !planned.foregone.has(id)));
});

describe('what is declared absent', () => {
  test.each<[Capability, string[]]>([
    ['polling', ['TRN-2', 'TRN-4', 'CON-9']],
    ['secondNode', ['BKP-1', 'BKP-5']],
    ['secondBusiness', ['ROM-2', 'ROM-7', 'CLM-9', 'AST-4', 'RCP-6']],
    ['receipts', ['RCP-1', 'RCP-6']],
  ])('%s excludes the clauses about it, and no other', (capability, some) => {
    const found = foregone(means({ capabilities: { [capability]: false } }));
    expect(found).toEqual({ excluded: needing(capability) });
    expect(found.excluded).toEqual(expect.arrayContaining(some));
    expect(reason(some[0] as string, means({ capabilities: { [capability]: false } }))).toBe(
      `The configuration declares capabilities.${capability} absent.`,
    );
  });

  test('goes before what is merely missing', () => {
    const bare = {
      nodes: whole.nodes?.slice(0, 1),
      businesses: [{ id: 'acme' }],
      stimuli: { kind: 'none' as const },
    };
    const absent = { secondNode: false, secondBusiness: false, receipts: false };
    const lacking = foregone(means({ ...bare, capabilities: absent }));
    const declared = [...needing('secondNode'), ...needing('secondBusiness'), ...needing('receipts')];
    expect(lacking.excluded?.toSorted()).toEqual([...new Set(declared)].toSorted());
    expect(lacking['not-testable']?.every((id) => clauseById(id).stimuli)).toBe(true);
  });
});

describe('what is missing', () => {
  test('a second node is asked for, and the way to say that there is none', () => {
    const one = means({ nodes: ['http://127.0.0.1:1'] });
    expect(foregone(one)).toEqual({ 'not-testable': needing('secondNode') });
    expect(reason('BKP-1', one)).toMatch(/--url twice.*capabilities\.secondNode false/);
  });

  test('a second business is asked for, and the way to say that there is none', () => {
    const one = means({ businesses: [{ id: 'acme' }] });
    expect(foregone(one)).toEqual({ 'not-testable': needing('secondBusiness') });
    expect(reason('ROM-2', one)).toMatch(/--business-id twice.*capabilities\.secondBusiness false/);
  });

  test('stimuli are named by the clause', () => {
    const none = means({ stimuli: { kind: 'none' } });
    const asking = clauses.filter(({ stimuli }) => stimuli?.length).map(({ id }) => id);
    expect(foregone(none)).toEqual({ 'not-testable': asking });
    expect(reason('RCP-4', none)).toBe(
      'It needs mark_delivered and mark_read, and no stimuli are configured: give --hook URL, or "stimuli" in the configuration.',
    );
  });
});

describe('what nobody can do to the target', () => {
  test('excludes the clauses about outages, with the target’s reason or the way to configure it', () => {
    const stoppable = means({}, { controlActions: ['stopNode', 'startNode'] });
    expect(foregone(stoppable)).toEqual({ excluded: ['BKP-6'] });
    expect(reason('BKP-6', stoppable)).toBe(
      'It needs stopRedis, and nobody can carry out stopRedis (configuration: control.stopRedis).',
    );
    const halfway = means(
      {},
      {
        controlActions: ['stopNode', 'startNode', 'stopRedis'],
        controlAbsent: { startRedis: 'it is somebody else’s' },
      },
    );
    expect(reason('BKP-6', halfway)).toBe('It needs startRedis, and it is somebody else’s.');
    expect(foregone(means({}, { controlActions: [] }))).toEqual({ excluded: ['BKP-5', 'BKP-6'] });
  });
});

describe('slow clauses', () => {
  const slow = clauses.filter((clause) => clause.slow).map(({ id }) => id);
  const patient = { heartbeat: { pingIntervalMs: 25_000, pingTimeoutMs: 20_000 } };

  test('are excluded where the heartbeat is long, with its length', () => {
    expect(foregone(means({}, patient))).toEqual({ excluded: slow });
    expect(reason('TRN-7', means({}, patient))).toBe(
      'It takes a heartbeat of 45 s to check; --slow includes it.',
    );
  });

  test('run with --slow, when they are named, and where the heartbeat is short', () => {
    expect(foregone(means({}, { ...patient, slow: true }))).toEqual({});
    expect(foregone(means({}, patient), ['TRN-7'])).toEqual({
      excluded: slow.filter((id) => id !== 'TRN-7'),
    });
    expect(foregone(means({}, { heartbeat: { pingIntervalMs: 2000, pingTimeoutMs: 4000 } }))).toEqual({});
    expect(foregone(means({}, { heartbeat: { pingIntervalMs: 2001, pingTimeoutMs: 4000 } }))).toEqual({
      excluded: slow,
    });
  });

  test('are not testable where no run could last that long, whoever asks for them', () => {
    const thirtyYears = { heartbeat: { pingIntervalMs: 9.5e11, pingTimeoutMs: 20_000 } };
    for (const slowly of [false, true])
      expect(foregone(means({}, { ...thirtyYears, slow: slowly }), ['TRN-7'])).toEqual({
        'not-testable': slow,
      });
    const tenMinutes = { heartbeat: { pingIntervalMs: 580_000, pingTimeoutMs: 20_000 } };
    expect(foregone(means({}, { ...tenMinutes, slow: true }))).toEqual({});
    expect(foregone(means({}, tenMinutes))).toEqual({ excluded: slow });
    expect(reason('TRN-7', means({}, thirtyYears))).toMatch(
      /announces a heartbeat of 15833334 minutes, .* 10 at most/,
    );
  });
});

describe('a selection', () => {
  const ids = (...of: Parameters<typeof select>) => select(...of).map(({ id }) => id);

  test('without conditions is everything, observations included', () => {
    expect(select({})).toEqual(clauses);
    expect(select({ clauses: [], sections: [] })).toEqual(clauses);
  });

  test('comes in the order of the table, each clause once', () => {
    expect(ids({ clauses: ['ROM-4', 'CON-1', 'ROM-4'] })).toEqual(['CON-1', 'ROM-4']);
  });

  test('takes what meets all conditions', () => {
    expect(ids({ sections: ['typing'], level: 'should' })).toEqual(['TYP-5', 'TYP-6']);
    expect(ids({ clauses: ['TYP-1', 'CON-1'], sections: ['typing'] })).toEqual(['TYP-1']);
    expect(ids({ clauses: ['TYP-5'], level: 'must' })).toEqual([]);
    const levels = new Set(select({ level: 'must' }).map(({ level }) => level));
    expect(levels).toEqual(new Set(['MUST']));
  });
});
