import { describe, expect, test } from 'vitest';
import type { AgentStatus, ServerPayloads } from '../contract/index.ts';
import { Agent } from './agent.ts';
import { type Override, opened, talking, theatre } from './testing/theatre.ts';
import { NotTestable, PrerequisiteFailure } from './verdicts.ts';

const businesses = (...agents: (number | string)[][]) => [
  { id: 'acme', agents: agents[0] ?? [] },
  { id: 'globex', agents: agents[1] ?? [] },
];

describe('an agent', () => {
  test('is one of its business, the first unless another is asked for', async () => {
    const stage = (await theatre()).stage();
    const business = stage.businessOf({});
    expect(new Agent(stage, business)).toMatchObject({ id: 1, businessId: 'acme' });
    expect(new Agent(stage, business, 1)).toMatchObject({ id: 2, businessId: 'acme' });
    expect(() => new Agent(stage, business, 2)).toThrow(
      new NotTestable('3 agent ids of business "acme" are needed (configuration: "businesses[].agents").'),
    );
  });

  test('that the other business has none of is found, whatever type its id travels as', async () => {
    const exclusive = async (own: (number | string)[], others: (number | string)[]) =>
      Agent.exclusive((await theatre({ target: { businesses: businesses(own, others) } })).stage());
    expect(await exclusive([1, 2], [3])).toMatchObject({ id: 1, businessId: 'acme' });
    expect(await exclusive([1, 2], ['1'])).toMatchObject({ id: 2 });
    await expect(exclusive([1, 2], [2, 1, 3])).rejects.toThrow(
      new NotTestable(
        'An agent id that business "acme" alone uses is needed (configuration: "businesses[].agents").',
      ),
    );
  });
});

describe('what an agent does', () => {
  const settled = async () => {
    const scene = await talking();
    return { ...scene, agent: new Agent(scene.stage, scene.stage.businessOf({}), 1) };
  };

  test('is an answer in a conversation', async () => {
    const { stage, agent, bob, conversation } = await settled();
    expect(await bob.sees(await agent.says(conversation))).toMatchObject({
      sender_type: 'agent',
      content: expect.stringContaining(stage.token),
      conversation_id: conversation.id,
    });
    const act = await agent.says(conversation, 'pb.run.hello');
    expect(act.what).toBe('agent 2\'s message "pb.run.hello"');
    expect(await bob.sees(act)).toMatchObject({ content: 'pb.run.hello' });
  });

  test('is a receipt for a message', async () => {
    const { agent, ada, bob, conversation } = await settled();
    const { id } = await bob.sees(ada.says());
    const delivered = await agent.marksDelivered(conversation, id);
    expect(await bob.sees(delivered)).toMatchObject({ message_id: id, delivered_at: expect.any(String) });
    const read = await agent.marksRead(conversation, id);
    expect(await bob.sees(read)).toMatchObject({ message_id: id, read_at: expect.any(String) });
    expect([delivered.what, read.what]).toEqual([
      `marking message ${id} delivered`,
      `marking message ${id} read`,
    ]);
  });

  test('is a receipt that may have been there before: on arrival, or with an answer', async () => {
    const { agent, ada, bob, conversation } = await settled();
    const { id } = await bob.sees(ada.says());
    for (const marks of [
      () => agent.marksDelivered(conversation, id),
      () => agent.marksRead(conversation, id),
    ]) {
      await bob.sees(await marks());
      // The reference server tells a second time of nothing.
      expect(await bob.sees(await marks())).toMatchObject({ message_id: id });
    }
  });

  test('is taking a conversation over, from itself or from somebody else', async () => {
    const { agent, bob, conversation } = await settled();
    const act = await agent.isAssigned(conversation);
    expect(act.what).toBe(`assigning conversation ${conversation.id} to agent 2`);
    expect(await bob.sees(act)).toMatchObject({ conversation_id: conversation.id, assigned_by: 2 });
    expect(await bob.sees(await agent.isAssigned(conversation, 1))).toMatchObject({ assigned_by: 1 });
  });

  test('is setting a status, which is told when it is another', async () => {
    const { agent, bob } = await settled();
    const act = await agent.sets('away');
    expect(act.what).toBe('agent 2 turned away');
    expect(await bob.sees(act)).toEqual({ agent_id: 2, status: 'away' });
    const again = await agent.sets('away');
    await bob.neverSaw(again);
  });

  test('stands in the journal with every field', async () => {
    const { stage, agent, ada, bob, conversation } = await settled();
    const { id } = await bob.sees(ada.says());
    await agent.says(conversation, 'hello');
    await agent.marksDelivered(conversation, id);
    await agent.marksRead(conversation, id);
    await agent.isAssigned(conversation, 1);
    await agent.sets('live');
    const inConversation = { business_id: 'acme', conversation_id: conversation.id };
    expect(
      stage.journal.entries
        .filter(({ who }) => who === 'stimulus')
        .map(({ event, args }) => [event, args[0]]),
    ).toEqual([
      ['agent_message', { ...inConversation, agent_id: 2, content: 'hello' }],
      ['mark_delivered', { ...inConversation, message_id: id }],
      ['mark_read', { ...inConversation, message_id: id }],
      ['assign_conversation', { ...inConversation, agent_id: 2, assigned_by: 1 }],
      ['set_agent_status', { business_id: 'acme', agent_id: 2, status: 'live' }],
    ]);
  });
});

/** The statuses that were set, in their order. */
const setIn = ({ journal }: { journal: { entries: { who: string; args: readonly unknown[] }[] } }) =>
  journal.entries
    .filter(({ who }) => who === 'stimulus')
    .map(({ args }) => (args[0] as { status: AgentStatus }).status);

type Status = ServerPayloads['agent_status_changed'];

/** Tells of changes of status otherwise. */
const telling =
  (tell: (payload: Status, send: (payload: object) => void) => void): Override =>
  (base) => ({
    emit(emission) {
      if (emission.event !== 'agent_status_changed') base.emit(emission);
      else tell(emission.payload as Status, (payload) => base.emit({ ...emission, payload }));
    },
  });

describe('a change of status', () => {
  const changing = async (override?: Override, eventMs?: number) => {
    const scene = await opened({ eventMs, ...(override && { wrong: { override } }) });
    return { ...scene, agent: new Agent(scene.stage, scene.stage.businessOf({})) };
  };

  test('is one that somebody was told of', async () => {
    const { stage, agent, bob } = await changing();
    const act = await agent.changesStatus(bob);
    const [status] = setIn(stage);
    expect(act).toMatchObject({
      event: 'agent_status_changed',
      identity: { agent_id: 1, status },
      what: "a change of agent 1's status",
    });
    expect(bob.gotOf(act)).toHaveLength(1);
    expect(await bob.sees(act)).toEqual({ agent_id: 1, status });
  });

  test('is always to another than the last that was told', async () => {
    const { stage, agent, bob } = await changing();
    for (let count = 0; count < 6; count += 1) await agent.changesStatus(bob);
    const statuses = setIn(stage);
    expect(statuses).toHaveLength(6);
    for (const [index, status] of statuses.entries()) expect(status).not.toBe(statuses[index - 1]);
  });

  test('is tried with another status where the first was there already', async () => {
    for (const there of ['live', 'away', 'offline'] as const) {
      const { nodes, stage, agent, bob } = await changing();
      await nodes[0]?.actions.setStatus('acme', 1, there);
      await nodes[0]?.actions.setStatus('acme', 2, 'live');
      const act = await agent.changesStatus(bob);
      expect(bob.gotOf(act).length).toBeGreaterThan(0);
      expect(setIn(stage).length).toBeLessThanOrEqual(2);
    }
  });

  test('may be one that reached others earlier', async () => {
    const { agent, bob, ada, tempo } = await changing();
    // Deliveries take their time here, so others may have got it well before.
    tempo.delivered(60_000);
    const act = await agent.changesStatus(bob);
    await ada.sees(act);
    expect(ada.gotOf(act)).toHaveLength(1);
  });

  test('that nobody is told of is a missing prerequisite', async () => {
    const { agent, bob } = await changing(
      telling(() => {}),
      200,
    );
    const failing = agent.changesStatus(bob);
    await expect(failing).rejects.toThrow(PrerequisiteFailure);
    await expect(failing).rejects.toMatchObject({
      promisedBy: ['AST-1', 'AST-2', 'ROM-1'],
      expected:
        '`agent_status_changed` for agent 1 reaches the connections of business "acme", with the status that was set.',
      actual: expect.stringMatching(
        /^The status was set to (live|away|offline), then to (live|away|offline); within 200 ms 0 other /,
      ),
      nearMisses: [],
    });
  });

  test('that is told of another agent is none, but close', async () => {
    const ofAnother = telling((payload, send) => send({ ...payload, agent_id: 9 }));
    const { agent, bob } = await changing(ofAnother, 200);
    await expect(agent.changesStatus(bob)).rejects.toMatchObject({
      actual: expect.stringMatching(/within 200 ms 2 other `agent_status_changed` arrived\.$/),
      nearMisses: [
        { reasons: ['agent_id: expected 1, got 9'] },
        { reasons: expect.arrayContaining(['agent_id: expected 1, got 9']) },
      ],
    });
  });

  test('that is known is followed by the two others, since it may not be true', async () => {
    let mute = false;
    const { stage, agent, bob } = await changing(
      telling((payload, send) => void (mute || send(payload))),
      300,
    );
    await agent.changesStatus(bob);
    mute = true;
    await expect(agent.changesStatus(bob)).rejects.toThrow(
      /The status was set to (live|away|offline), then to (live|away|offline); within/,
    );
    expect(new Set(setIn(stage)).size).toBe(3);
    expect(setIn(stage)).toHaveLength(3);
  });

  test('is told of by those who watch, not by others', async () => {
    const { stage, agent, bob } = await changing(undefined, 200);
    const mallory = await stage.connect({ name: 'mallory', stranger: true });
    await expect(agent.changesStatus(mallory)).rejects.toThrow(PrerequisiteFailure);
    await agent.changesStatus(mallory, bob);
  });

  test('counts all that somebody was told since', async () => {
    const { stage, agent, bob } = await changing();
    await agent.changesStatus(bob);
    const since = stage.journal.position;
    await agent.turns('live', bob);
    await agent.turns('away', bob);
    const told = agent.changesTold(bob, since).map(({ identity }) => identity.status);
    expect(told.slice(-1)).toEqual(['away']);
    expect(told).toContain('live');
    expect(agent.changesTold(bob, stage.journal.position)).toEqual([]);
  });
});

describe('turning to a status', () => {
  const turning = async (override?: Override, eventMs?: number) => {
    const scene = await opened({ eventMs, ...(override && { wrong: { override } }) });
    return { ...scene, agent: new Agent(scene.stage, scene.stage.businessOf({})) };
  };

  test.each(['live', 'away', 'offline'] as const)('%s is told as it was set', async (status) => {
    const { agent, bob } = await turning();
    for (let count = 0; count < 2; count += 1) {
      const act = await agent.turns(status, bob);
      expect(act.identity).toEqual({ agent_id: 1, status });
      expect(await bob.sees(act)).toEqual({ agent_id: 1, status });
    }
  });

  test('goes away from it first where it is there, or may be', async () => {
    const { stage, agent, bob } = await turning();
    await agent.turns('live', bob);
    expect(setIn(stage)).toEqual([expect.stringMatching(/away|offline/), 'live']);
    await agent.turns('live', bob);
    expect(setIn(stage).slice(2)).toEqual([expect.stringMatching(/away|offline/), 'live']);
    await agent.turns('away', bob);
    expect(setIn(stage).slice(4)).toEqual(['away']);
  });

  test('takes words of the target’s own for it, which others judge', async () => {
    const { agent, bob } = await turning(
      telling(({ agent_id, status }, send) => send({ agent_id, status: status.toUpperCase() })),
    );
    expect((await agent.turns('live', bob)).identity).toEqual({ agent_id: 1, status: 'LIVE' });
  });

  test('is no turning to another', async () => {
    const other = { live: 'away', away: 'offline', offline: 'live' } as Record<string, string>;
    const { agent, bob } = await turning(
      telling(({ agent_id, status }, send) => send({ agent_id, status: other[status] })),
      200,
    );
    await expect(agent.turns('live', bob)).rejects.toThrow(PrerequisiteFailure);
  });

  test('fails where nobody is told', async () => {
    let mute = false;
    const { agent, bob } = await turning(
      telling((payload, send) => void (mute || send(payload))),
      200,
    );
    await agent.turns('live', bob);
    mute = true;
    await expect(agent.turns('away', bob)).rejects.toThrow('The status was set to away; within 200 ms 0');
    await expect(agent.turns('live', bob)).rejects.toThrow(/The status was set to (away|offline); within/);
  });

  test('goes on where others turn it to and fro meanwhile', async () => {
    let meddled = 0;
    const { nodes, agent, bob } = await turning((base) => ({
      emit(emission) {
        base.emit(emission);
        const { status } = (emission.payload ?? {}) as { status?: string };
        if (emission.event !== 'agent_status_changed' || status === 'live' || meddled > 2) return;
        meddled += 1;
        void nodes[0]?.actions.setStatus('acme', 1, 'live');
      },
    }));
    const act = await agent.turns('live', bob);
    expect(act.identity).toEqual({ agent_id: 1, status: 'live' });
  });
});
