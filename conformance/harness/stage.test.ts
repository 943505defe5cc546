import { describe, expect, test } from 'vitest';
import { textMark } from './matching.ts';
import { type Plot, theatre } from './testing/theatre.ts';
import { NotTestable, PrerequisiteFailure } from './verdicts.ts';

async function staged(plot: Plot = {}) {
  const scene = await theatre(plot);
  return { ...scene, stage: scene.stage() };
}

describe('what a check makes up', () => {
  test('is a text of its own each time, marked as this suite’s, this run’s and this check’s', async () => {
    const scene = await theatre();
    const [stage, other] = [scene.stage(), scene.stage()];
    const texts = [stage.text(), stage.text(), other.text()];
    expect(new Set(texts).size).toBe(3);
    expect(stage.token).toMatch(/^pb\.run\.ROM-4\.[0-9a-f]{8}$/);
    expect(stage.token.startsWith(textMark)).toBe(true);
    expect(other.token).not.toBe(stage.token);
    expect(texts[0]?.startsWith(`${stage.token}.`)).toBe(true);
  });

  test('is a customer of its own, with every field', async () => {
    const { stage } = await staged();
    const [one, other] = [stage.customerData('ada'), stage.customerData('ada')];
    expect(one).toEqual({
      name: `ada ${stage.token}`,
      email: expect.stringMatching(/^[0-9a-f]{12}@example\.com$/),
    });
    expect(other.email).not.toBe(one.email);
  });

  test('are users of its own, in the form of ids that the configuration says', async () => {
    const { stage } = await staged();
    const ids = [stage.begin({ name: 'alice' }), stage.begin({ name: 'bob' })].map(({ userId }) => userId);
    expect(new Set([...ids, stage.probeUserId]).size).toBe(3);
    for (const id of [...ids, stage.probeUserId]) expect(id).toBeGreaterThanOrEqual(1_000_000);
    const uuids = await staged({ ids: 'uuid' });
    expect(uuids.stage.probeUserId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});

describe('businesses', () => {
  test('are those of the configuration', async () => {
    const { stage } = await staged();
    expect(stage.businessOf({})).toEqual({ id: 'acme', agents: [1, 2] });
    expect(stage.businessOf({ stranger: true })).toEqual({ id: 'globex', agents: [3] });
  });

  test('have agents whose ids are made up where none are configured', async () => {
    const businesses = [
      { id: 'acme', agents: [] },
      { id: 'globex', agents: [] },
    ];
    const { stage } = await staged({ target: { businesses } });
    expect(stage.businessOf({})).toEqual({ id: 'acme', agents: [1, 2] });
    expect(stage.businessOf({ stranger: true })).toEqual({ id: 'globex', agents: [3, 4] });
    const uuids = await staged({ ids: 'uuid', target: { businesses } });
    expect(uuids.stage.businessOf({}).agents).toEqual([
      '00000000-0000-4000-8000-000000000001',
      '00000000-0000-4000-8000-000000000002',
    ]);
    expect(uuids.stage.businessOf({ stranger: true }).agents[1]).toMatch(/4$/);
  });

  test('that are missing make what needs them untestable', async () => {
    const { stage } = await staged({ target: { businesses: [{ id: 'acme', agents: [] }] } });
    expect(() => stage.businessOf({ stranger: true })).toThrow(NotTestable);
    await expect(stage.connect({ name: 'mallory', stranger: true })).rejects.toThrow('--business-id twice');
  });
});

describe('a step that not every target allows', () => {
  test('brings its result where it is allowed, and nothing to note', async () => {
    const { stage } = await staged();
    expect(await stage.whereTestable(async () => 'done')).toBe('done');
    expect(stage.notes).toEqual([]);
  });

  test('is left out where it is not testable, and the verdict says so', async () => {
    const { stage } = await staged();
    const step = () => Promise.reject(new NotTestable('There is no hook.'));
    expect(await stage.whereTestable(step)).toBeUndefined();
    expect(stage.notes).toEqual(['Checked without this step: There is no hook.']);
  });

  test('that fails, fails', async () => {
    const { stage } = await staged();
    const failure = new PrerequisiteFailure([], { expected: 'This.', actual: 'That.' });
    await expect(stage.whereTestable(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(stage.notes).toEqual([]);
  });
});

describe('an act', () => {
  test('knows where the journal stood and when it was done', async () => {
    const { stage } = await staged();
    stage.journal.record('alice', 'got', 'typing');
    const before = performance.now();
    const act = stage.act('typing', { user_id: 7 }, 'alice types');
    expect(act).toMatchObject({ event: 'typing', identity: { user_id: 7 }, what: 'alice types', since: 1 });
    expect(act.atMs).toBeGreaterThanOrEqual(before);
    expect(act.atMs).toBeLessThanOrEqual(performance.now());
  });

  test('of a stimulus stands in the journal', async () => {
    const { stage } = await staged();
    const conversation = await stage.openConversation();
    const fields = { business_id: 'acme', conversation_id: conversation.id, agent_id: 1, content: 'Hello' };
    await stage.stimulate('agent_message', fields);
    expect(
      stage.journal.entries.filter(({ who }) => who === 'stimulus').map(({ event, args }) => [event, args]),
    ).toEqual([['agent_message', [fields]]]);
    await stage.journal.until(
      () =>
        stage.journal
          .got(conversation.customer.name, 'new_message')
          .find(({ args }) => (args[0] as { content: string }).content === 'Hello'),
      2_000,
    );
  });
});
