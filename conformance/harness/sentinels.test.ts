import { expect, test } from 'vitest';
import { patienceMs } from './patience.ts';
import { letIn, reach } from './sentinels.ts';
import { type Override, opened } from './testing/theatre.ts';
import { slowFor, without } from './testing/wrong.ts';
import { PrerequisiteFailure } from './verdicts.ts';

/** How long something took of the time that this process really had. */
async function patienceFor(work: () => Promise<unknown>): Promise<number> {
  const before = patienceMs();
  await work();
  return patienceMs() - before;
}

const both = (stage: { journal: { got(who: string, event: string): unknown[] } }, who: string) =>
  ['new_message', 'typing'].map((event) => stage.journal.got(who, event).length > 0);

test('both kinds of probe have to arrive, however late one of them is', async () => {
  const late = slowFor('slow', 150, ['typing']);
  const { stage, conversation, ada } = await opened({ wrong: { override: late } });
  const carol = await stage.connect({ name: 'carol', query: { role: 'slow' } });
  carol.joins(conversation);
  await reach(stage, ada, conversation, [carol]);
  expect(both(stage, 'carol')).toEqual([true, true]);
});

test('where both have arrived, nobody waits any longer', async () => {
  const { stage, conversation, ada, bob } = await opened();
  bob.joins(conversation);
  const tookMs = await patienceFor(() => reach(stage, ada, conversation, [bob], 20_000));
  expect(tookMs).toBeLessThan(2_000);
});

test('every watcher has to be reached, not one of them', async () => {
  const { stage, conversation, ada, bob } = await opened({ wrong: { override: slowFor('slow', 100) } });
  const carol = await stage.connect({ name: 'carol', query: { role: 'slow' } });
  for (const one of [bob, carol]) one.joins(conversation);
  await reach(stage, ada, conversation, [bob, carol]);
  expect([...both(stage, 'bob'), ...both(stage, 'carol')]).toEqual([true, true, true, true]);
});

test.each(['typing', 'new_message'])(
  'where %s never arrives, the other probe suffices after a while',
  async (event) => {
    let armed = false;
    const { stage, conversation, ada, bob } = await opened({
      wrong: {
        override: (base) => ({
          emit: (emission) => (armed && emission.event === event ? undefined : base.emit(emission)),
        }),
      },
    });
    armed = true;
    bob.joins(conversation);
    const tookMs = await patienceFor(() => reach(stage, ada, conversation, [bob], 600));
    expect(tookMs).toBeGreaterThan(150);
    expect(tookMs).toBeLessThan(500);
  },
);

test('where nothing arrives, that is said of those who miss it, once the time is up', async () => {
  const { stage, conversation, ada, bob } = await opened();
  const carol = await stage.connect({ name: 'carol' });
  carol.joins(conversation);
  let error: unknown;
  const tookMs = await patienceFor(() =>
    reach(stage, ada, conversation, [bob, carol], 200).catch((thrown: unknown) => {
      error = thrown;
    }),
  );
  expect(tookMs).toBeGreaterThan(190);
  expect(error).toBeInstanceOf(PrerequisiteFailure);
  expect(error).toMatchObject({
    promisedBy: ['ROM-3', 'MSG-1', 'CLM-3', 'MSG-5'],
    excusedBy: ['ROM-3'],
    expected: expect.stringMatching(new RegExp(`bob gets .*${ada.name}.* conversation ${conversation.id}`)),
    actual: expect.stringMatching(/^\d messages? .* \d{3} ms/),
  });
});

test('a probe that came too early for a join is followed by another, and by ever fewer', async () => {
  const joinsLate: Override = (base) => ({
    join: (socket, id) => void setTimeout(() => base.join(socket, id), 300),
  });
  const { stage, conversation, ada, bob } = await opened({ wrong: { override: joinsLate } });
  const messages = () =>
    stage.journal.entries.filter(({ who, event }) => who === ada.name && event === 'client_message').length;
  const before = messages();
  bob.joins(conversation);
  await reach(stage, ada, conversation, [bob]);
  expect(messages() - before).toBeGreaterThan(1);
  expect(messages() - before).toBeLessThan(8);
});

test('those who got one kind of probe are not among those who miss both', async () => {
  const override: Override = () => ({
    deliver(socket, event, payload, send) {
      const { role } = socket.handshake.query;
      if (role !== 'deaf' && !(role === 'half' && event === 'typing')) send(event, payload);
    },
  });
  const { stage, conversation, ada } = await opened({ wrong: { override } });
  const half = await stage.connect({ name: 'half', query: { role: 'half' } });
  const deaf = await stage.connect({ name: 'deaf', query: { role: 'deaf' } });
  for (const one of [half, deaf]) one.joins(conversation);
  await expect(reach(stage, ada, conversation, [half, deaf], 200)).rejects.toMatchObject({
    expected: expect.stringMatching(/^(?!.*half).*deaf/),
  });
});

test('where the sender is lost after one kind of probe arrived, that one suffices', async () => {
  const { stage, conversation, ada, bob } = await opened({ wrong: { override: without('typing') } });
  bob.joins(conversation);
  const reaching = reach(stage, ada, conversation, [bob]);
  await stage.journal.until(() => stage.journal.got('bob', 'new_message')[0], 2_000);
  ada.leaves();
  await reaching;
});

test('even where deliveries are slow, there is time for a second probe', async () => {
  const joinsLate: Override = (base) => ({
    join: (socket, id) => void setTimeout(() => base.join(socket, id), 50),
  });
  const { stage, conversation, ada, bob, tempo } = await opened({ wrong: { override: joinsLate } });
  tempo.delivered(60_000);
  bob.joins(conversation);
  await reach(stage, ada, conversation, [bob], 800);
  expect(both(stage, 'bob')).toEqual([true, true]);
});

test.each(['the sender', 'a watcher'])('where %s is lost, nobody waits any longer', async (who) => {
  const { stage, conversation, ada, bob } = await opened();
  const gone = who === 'the sender' ? ada : bob;
  const reaching = reach(stage, ada, conversation, [bob], 30_000);
  gone.leaves();
  await expect(reaching).rejects.toThrow(PrerequisiteFailure);
  await expect(reaching).rejects.toThrow(`${gone.name} lost the connection (io client disconnect)`);
  // Unless the target is known to drop connections that do nothing wrong.
  await expect(reaching).rejects.toMatchObject({ excusedBy: ['TRN-7'] });
});

test('whoever is let in follows the conversation, since what is sent there arrives', async () => {
  const { stage, conversation, bob } = await opened();
  const carol = await stage.connect({ name: 'carol', node: -1 });
  await letIn(stage, [bob, carol], conversation);
  expect([...both(stage, 'bob'), ...both(stage, 'carol')]).toEqual([true, true, true, true]);
  expect([[...bob.follows], [...carol.follows]]).toEqual([[conversation], [conversation]]);
});

test('whoever a join does not let in follows nothing', async () => {
  const noJoins: Override = (base) => ({
    join(socket, id) {
      if (socket.handshake.query.role !== 'shut out') base.join(socket, id);
    },
  });
  const { stage, conversation } = await opened({ wrong: { override: noJoins }, eventMs: 500 });
  const carol = await stage.connect({ name: 'carol', query: { role: 'shut out' } });
  await expect(letIn(stage, [carol], conversation)).rejects.toThrow(PrerequisiteFailure);
  expect(carol.follows.size).toBe(0);
});
