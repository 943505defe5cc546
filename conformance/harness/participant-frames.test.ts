import { describe, expect, test } from 'vitest';
import { letIn } from './sentinels.ts';
import { type Override, talking, type Wrong } from './testing/theatre.ts';
import { switched } from './testing/wrong.ts';

describe('what it sends', () => {
  /** What the server got, event by event. */
  function listening() {
    const got: { event: string; args: unknown[] }[] = [];
    const attach: Wrong['attach'] = ({ io }) =>
      void io.on('connection', (socket) =>
        socket.onAny((event: string, ...args: unknown[]) => got.push({ event, args })),
      );
    const last = (event: string) => got.filter((one) => one.event === event).at(-1)?.args;
    return { got, last, wrong: { attach } };
  }

  test('is what the page documents, and stands in the journal', async () => {
    const { last, wrong } = listening();
    const { stage, conversation, ada, bob } = await talking({ wrong });
    const sent = (event: string) =>
      stage.journal.entries.findLast((entry) => entry.direction === 'sent' && entry.event === event);
    await bob.sees(ada.says());
    const message = {
      content: expect.stringContaining(stage.token),
      conversation_id: conversation.id,
      customer_data: conversation.customerData,
    };
    expect(last('client_message')).toEqual([message]);
    expect(sent('client_message')).toMatchObject({ who: ada.name, args: [message] });
    await bob.sees(ada.startsTyping());
    const typing = { conversation_id: conversation.id, user_id: ada.userId, is_typing: true };
    expect(last('typing')).toEqual([typing]);
    expect(sent('typing')).toMatchObject({ who: ada.name, args: [typing] });
    await bob.sees(ada.stopsTyping());
    expect(last('typing')).toEqual([{ ...typing, is_typing: false }]);
    expect(sent('join_conversation')).toMatchObject({ args: [{ conversation_id: conversation.id }] });
  });

  test('as a probe is typing that starts and stops, in the name of nobody', async () => {
    const { stage, conversation, ada, bob } = await talking();
    const payloads = await bob.seesAll(ada.probesTyping(conversation));
    const probe = { conversation_id: conversation.id, user_id: stage.probeUserId };
    expect(payloads).toEqual([
      { ...probe, is_typing: true },
      { ...probe, is_typing: false },
    ]);
    expect([ada.userId, bob.userId]).not.toContain(stage.probeUserId);
  });

  test('may be answered, and the answer stands in the journal', async () => {
    const { stage, conversation, bob } = await talking();
    const asked = bob.asks('join_conversation', { conversation_id: conversation.id });
    expect(asked.answer).toBeUndefined();
    const answer = [{ ok: true, conversation_id: conversation.id }];
    expect(await stage.journal.until(() => asked.answer, 2_000)).toEqual(answer);
    expect(stage.journal.entries.slice(-2)).toMatchObject([
      { who: 'bob', direction: 'sent', event: 'join_conversation' },
      { who: 'bob', direction: 'note', event: 'acknowledgement of join_conversation', args: answer },
    ]);
  });

  test('goes where it was told to, or to the first conversation that it follows', async () => {
    const { stage, conversation, bob } = await talking();
    const other = await stage.openConversation();
    await letIn(stage, [bob], other);
    expect(bob.conversation).toBe(conversation);
    expect(await bob.sees(bob.says('pb.here'))).toMatchObject({ conversation_id: conversation.id });
    expect(await bob.sees(bob.says('pb.there', other))).toMatchObject({ conversation_id: other.id });
    const nowhere = await stage.connect({ name: 'nobody' });
    expect(() => nowhere.says()).toThrow('nobody follows no conversation in this check');
  });
});

describe('what it gets', () => {
  test('stands in the journal whatever it is called and carries, functions excepted', async () => {
    const override: Override = (base) => ({
      join(socket, id) {
        base.join(socket, id);
        socket.emit(7 as unknown as string, 'a', 'b');
        socket.emit('asks_back', { a: 1 }, () => {});
      },
    });
    const { stage, conversation, bob } = await talking({ wrong: { override } });
    bob.joins(conversation);
    await stage.journal.until(() => stage.journal.got('bob', 'asks_back')[0], 2_000);
    expect(stage.journal.got('bob', 'asks_back')[0]?.args).toEqual([{ a: 1 }]);
    expect(stage.journal.got('bob', '7')[0]?.args).toEqual(['a', 'b']);
  });

  test('is held against its schema', async () => {
    const { state, wrong } = switched((emission, send) =>
      send({ ...emission, payload: { ...(emission.payload as object), is_typing: 'yes' } }),
    );
    const { stage, ada } = await talking({ wrong });
    state.on = true;
    ada.startsTyping();
    await stage.journal.until(() => stage.inspection.violations[0], 2_000);
    expect(stage.inspection.violations).toMatchObject([{ clause: 'TYP-3', frame: { who: 'bob' } }]);
  });
});
