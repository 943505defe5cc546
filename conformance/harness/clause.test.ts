import { describe, expect, test, vi } from 'vitest';
import type { ServerEventName } from '../contract/index.ts';
import { checkedClauses, clause, observation, Run, type Scene } from './clause.ts';
import type { RunSettings } from './settings.ts';
import { theatre, type Wrong } from './testing/theatre.ts';
import {
  ClauseFailure,
  NotTestable,
  type Outcome,
  PrerequisiteFailure,
  withoutPrerequisite,
} from './verdicts.ts';

const words = { expected: 'One comes.', actual: 'Two came.' };

/** The outcome of a check of ROM-4 that does this. */
async function outcomeOf(
  check: (scene: Scene) => Promise<void>,
  { settings, wrong }: { settings?: RunSettings; wrong?: Wrong } = {},
): Promise<Outcome> {
  clause('ROM-4', check);
  return new Run(settings ?? (await theatre({ wrong })).settings).perform('ROM-4');
}

const throwing = (error: unknown) => outcomeOf(() => Promise.reject(error));

describe('a check that', () => {
  test('comes to its end passes', async () => {
    expect(await outcomeOf(async () => {})).toEqual({
      id: 'ROM-4',
      verdict: 'pass',
      nearMisses: [],
      evidence: [],
      violations: [],
      notes: [],
      foreign: {},
      durationMs: expect.any(Number),
    });
  });

  test('finds a promise broken fails, in the words of what it found', async () => {
    const nearMisses = [
      { frame: { atMs: 1, who: 'bob', direction: 'got' as const, event: 'typing' }, reasons: ['close'] },
    ];
    expect(await throwing(new ClauseFailure({ ...words, nearMisses }))).toMatchObject({
      verdict: 'fail',
      message: words.actual,
      ...words,
      nearMisses,
    });
  });

  test('lacks something outside the target is not testable, with the reason', async () => {
    const outcome = await throwing(new NotTestable('There is no hook.'));
    expect(outcome).toMatchObject({ verdict: 'not-testable', message: 'There is no hook.' });
    expect([outcome.broken, outcome.restsOn]).toEqual([undefined, undefined]);
  });

  test('has nothing to judge without what other clauses promise is not testable, and names them', async () => {
    expect(await throwing(withoutPrerequisite(['CON-2', 'CON-9'], 'It was let in.'))).toMatchObject({
      verdict: 'not-testable',
      message: 'A prerequisite is missing (CON-2, CON-9). It was let in.',
      restsOn: ['CON-2', 'CON-9'],
    });
  });

  test('breaks itself is not testable, and says that it broke', async () => {
    for (const [error, text] of [
      [new TypeError('no such thing'), 'TypeError: no such thing'],
      ['a text', 'a text'],
      [undefined, 'undefined'],
    ] as const)
      expect(await throwing(error)).toMatchObject({
        verdict: 'not-testable',
        broken: true,
        message: `The check itself broke, which is a mistake of the suite: ${text}`,
      });
  });

  test('takes a while tells how long', async () => {
    const startedAtMs = performance.now();
    const run = async () => void (await vi.waitUntil(() => performance.now() - startedAtMs > 30));
    const { durationMs } = await outcomeOf(run);
    expect(durationMs).toBeGreaterThan(28);
    expect(durationMs).toBeLessThan(5_000);
  });
});

describe('a step that only prepares a check and goes wrong', () => {
  test('leaves the clause untested, and names the clauses that promise the step', async () => {
    const outcome = await throwing(new PrerequisiteFailure(['MSG-1', 'CLM-3'], words));
    expect(outcome).toMatchObject({
      verdict: 'not-testable',
      message: 'A prerequisite is missing (MSG-1, CLM-3). One comes. Two came.',
    });
    expect([outcome.expected, outcome.broken]).toEqual([undefined, undefined]);
  });

  test('is a failure of the clause that promises it', async () => {
    const failure = new PrerequisiteFailure(['MSG-1', 'ROM-4'], words);
    expect(await throwing(failure)).toMatchObject({ verdict: 'fail', ...words });
  });

  test('is a failure after what the target has to withstand', async () => {
    const outcome = await outcomeOf(async ({ stage }) => {
      stage.disturb();
      throw new PrerequisiteFailure(['MSG-1'], words);
    });
    expect(outcome).toMatchObject({ verdict: 'fail', ...words });
  });
});

test('a failure comes with what was sent and got until then, and not with its own leave-taking', async () => {
  const outcome = await outcomeOf(async ({ given }) => {
    const { alice } = await given.connections('alice');
    alice.emits('anything', { a: 1 });
    throw new ClauseFailure(words);
  });
  expect(outcome.evidence.map(({ who, event, payload }) => [who, event, payload])).toEqual([
    ['alice', 'connected', undefined],
    ['alice', 'anything', '{"a":1}'],
  ]);
});

test('a check that is over leaves no connection behind', async () => {
  const gone = Promise.withResolvers<string>();
  const attach: Wrong['attach'] = ({ io }) =>
    void io.on('connection', (socket) => void socket.on('disconnect', (reason) => gone.resolve(reason)));
  await outcomeOf(async ({ given }) => void (await given.connections('alice')), { wrong: { attach } });
  expect(await gone.promise).toMatch(/^client namespace disconnect|transport close$/);
});

test('what a check noticed by the way goes along with its verdict', async () => {
  const override: Wrong['override'] = (base, { io }) => ({
    emit(emission) {
      base.emit({ ...emission, payload: { ...(emission.payload as object), created_at: 'today' } });
      io.emit('typing' satisfies ServerEventName, { conversation_id: 'of others', user_id: 1 });
    },
  });
  const outcome = await outcomeOf(
    async ({ given, stage }) => {
      stage.note('By the way.');
      await given.conversation('alice');
    },
    { wrong: { override } },
  );
  expect(outcome).toMatchObject({ verdict: 'pass', notes: ['By the way.'] });
  expect(outcome.violations[0]).toMatchObject({ clause: 'MSG-1', event: 'new_message' });
  expect(outcome.foreign.typing).toBeGreaterThan(0);
});

describe('a check during which a connection was dropped as for a missed heartbeat', () => {
  /** The target announces a heartbeat that is over as soon as a connection is open, and drops whoever says so. */
  const hasty = { heartbeat: { pingIntervalMs: 5, pingTimeoutMs: 5 } };
  const attach: Wrong['attach'] = ({ io }) =>
    void io.on('connection', (socket) => void socket.on('drop me', () => socket.conn.close()));
  const dropped = async ({ given, stage }: Scene) => {
    const { alice } = await given.connections('alice');
    const openSinceMs = performance.now();
    await vi.waitUntil(() => performance.now() - openSinceMs > 30, { interval: 5 });
    alice.emits('drop me');
    await stage.journal.until(() => alice.lost, 2_000);
    return alice;
  };
  const hearings = async (check: (scene: Scene, hearing: number) => Promise<void>, settings = hasty) => {
    let count = 0;
    const heard = (scene: Scene) => {
      count += 1;
      return check(scene, count);
    };
    const outcome = await outcomeOf(heard, {
      settings: (await theatre({ settings, wrong: { attach } })).settings,
    });
    return { count, outcome };
  };

  test('is heard again, and the second time counts', async () => {
    const { count, outcome } = await hearings(async (scene, hearing) => {
      scene.stage.note(`hearing ${hearing}`);
      if (hearing > 1) return;
      await dropped(scene);
      throw new ClauseFailure(words);
    });
    expect([count, outcome.verdict]).toEqual([2, 'pass']);
    expect(outcome.notes).toEqual(['hearing 2', expect.stringContaining('checked again, alone')]);
  });

  test('is heard three times at most', async () => {
    const { count, outcome } = await hearings(async (scene) => {
      await dropped(scene);
      throw new ClauseFailure(words);
    });
    expect([count, outcome.verdict]).toEqual([3, 'fail']);
    expect(outcome).toMatchObject(words);
  });

  test('is heard once when it passes, and when the heartbeat explains nothing', async () => {
    expect((await hearings(async (scene) => void (await dropped(scene)))).count).toBe(1);
    const { count } = await hearings(
      async (scene) => {
        await dropped(scene);
        throw new ClauseFailure(words);
      },
      { heartbeat: { pingIntervalMs: 60_000, pingTimeoutMs: 60_000 } },
    );
    expect(count).toBe(1);
  });

  test('keeps the frames that broke a promise in the first hearing', async () => {
    const override: Wrong['override'] = (base) => ({
      emit: (emission) =>
        base.emit({ ...emission, payload: { ...(emission.payload as object), created_at: 'today' } }),
    });
    const { settings } = await theatre({ settings: hasty, wrong: { attach, override } });
    let hearing = 0;
    const outcome = await outcomeOf(
      async (scene) => {
        hearing += 1;
        if (hearing > 1) return;
        await scene.given.conversation('bob');
        await dropped(scene);
        throw new ClauseFailure(words);
      },
      { settings },
    );
    expect([hearing, outcome.verdict]).toEqual([2, 'pass']);
    expect(outcome.violations[0]).toMatchObject({ clause: 'MSG-1', event: 'new_message' });
  });
});

test('a check that comes to no end is not testable, and says so', async () => {
  const heartbeat = { pingIntervalMs: 1, pingTimeoutMs: 1 };
  const { settings } = await theatre({ eventMs: 10, settings: { heartbeat } });
  const outcome = await outcomeOf(() => new Promise(() => {}), { settings });
  expect(outcome).toMatchObject({
    verdict: 'not-testable',
    broken: true,
    message: 'The check did not come to its end within 124 ms.',
  });
});

test('the checks of a run share the ids that they have met', async () => {
  const always7: Wrong['override'] = () => ({ messageId: () => 7 });
  const { settings } = await theatre({ wrong: { override: always7 } });
  const run = new Run(settings);
  clause('MSG-9', async ({ given }) => void (await given.conversation()));
  const [first, second] = [await run.perform('MSG-9'), await run.perform('MSG-9')];
  expect(first.violations).toEqual([]);
  expect(second.violations[0]).toMatchObject({ clause: 'MSG-8', event: 'new_message' });
});

test('a question is answered in words, or not at all', async () => {
  const { settings } = await theatre();
  observation('OBS-1', async () => 'Yes.');
  observation('OBS-2', () => Promise.reject(new NotTestable('There is no hook.')));
  const run = new Run(settings);
  expect(await run.perform('OBS-1')).toMatchObject({ verdict: 'pass', answer: 'Yes.' });
  expect(await run.perform('OBS-2')).toMatchObject({ verdict: 'not-testable', message: 'There is no hook.' });
});

test('a clause without a check is no clause that passes', async () => {
  const { settings } = await theatre();
  await expect(new Run(settings).perform('ROM-99')).rejects.toThrow(
    new RangeError('There is no check of ROM-99.'),
  );
});

test('the clauses that have a check are known, in the order of their registration', () => {
  const before = checkedClauses();
  clause('TYP-2', async () => {});
  observation('OBS-9', async () => '');
  clause('TYP-1', async () => {});
  expect(checkedClauses()).toEqual([...before, 'TYP-2', 'OBS-9', 'TYP-1']);
});

test('a check may take twelve event timeouts, and two heartbeats', async () => {
  const { settings } = await theatre({
    eventMs: 5_000,
    settings: { heartbeat: { pingIntervalMs: 1_000, pingTimeoutMs: 400 } },
  });
  expect(new Run(settings).boundMs).toBe(62_800);
});
