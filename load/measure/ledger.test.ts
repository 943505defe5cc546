import { beforeEach, describe, expect, test } from 'vitest';
import type { Manner } from '../plan.ts';
import { Ledger } from './ledger.ts';
import type { Sending } from './message.ts';

/* The rules one by one, for reading. That they hold together is what ledger.model.test.ts is about. */

const manner: Manner = {
  echoesToSender: false,
  newMessageToBusiness: false,
  creatorFollows: false,
  typingToSender: false,
};
const lateMs = 100;
let ledger: Ledger;
let completed: number[];
let room: number;
let [alice, bob, agent]: number[] = [];

function start(changes: Partial<Manner> = {}) {
  completed = [];
  ledger = new Ledger({ ...manner, ...changes }, lateMs, {
    delivered: () => {},
    completed: ({ seq }) => completed.push(seq),
  });
  room = ledger.addRoom(0);
  [alice, bob, agent] = [0, 0, 0].map((business) => ledger.addParticipant(business));
  for (const one of [alice, bob, agent]) ledger.joined(room, one as number);
}
beforeEach(() => start());

const send = (changes: Partial<Sending> = {}) =>
  ledger.send({
    event: 'new_message',
    room,
    sender: alice,
    via: 'socket',
    segment: 0,
    intendedMs: 1000,
    sentMs: 1000,
    ...changes,
  });
const arrive = (participant: number | undefined, seq: number, atMs = 1010) =>
  ledger.arrived(participant as number, 'new_message', seq, atMs);
const counts = () => ledger.counts(0).new_message;

test('all who must get it get it', () => {
  const seq = send();
  arrive(bob, seq);
  expect(ledger).toMatchObject({ inFlight: 1, outstanding: 1 });
  arrive(agent, seq);
  expect(ledger).toMatchObject({ inFlight: 0, outstanding: 0 });
  expect(counts()).toEqual({
    sent: 1,
    expected: 2,
    delivered: 2,
    lost: 0,
    duplicated: 0,
    outOfOrder: 0,
    late: 0,
    leaked: 0,
    altered: 0,
  });
  expect(completed).toEqual([seq]);
});

test('lost is what never came; late is what came after the limit', () => {
  const seq = send();
  arrive(bob, seq, 1000 + lateMs + 1);
  expect(counts()).toMatchObject({ expected: 2, delivered: 1, lost: 1, late: 1 });
  expect(completed).toEqual([]);
});

describe('the sender', () => {
  test('may get its own where senders get nothing back, once', () => {
    const seq = send();
    arrive(alice, seq);
    expect(counts()).toMatchObject({ expected: 2, delivered: 0, duplicated: 0, leaked: 0 });
    arrive(alice, seq);
    expect(counts()).toMatchObject({ duplicated: 1 });
  });

  test('may get it when everybody else has long had it, once', () => {
    const seq = send();
    arrive(bob, seq);
    arrive(agent, seq);
    arrive(alice, seq);
    expect(counts()).toMatchObject({ duplicated: 0 });
    arrive(alice, seq);
    expect(counts()).toMatchObject({ duplicated: 1 });
  });

  test('must get it where senders get it back, and when a stimulus sent it', () => {
    send({ via: 'stimulus' });
    expect(counts()).toMatchObject({ expected: 3 });
    start({ echoesToSender: true });
    send();
    expect(counts()).toMatchObject({ expected: 3 });
  });
});

test('a copy is known for one hours later', () => {
  const first = send();
  arrive(bob, first);
  arrive(agent, first);
  for (let later = 0; later < 20_000; later += 1) {
    const seq = send();
    arrive(bob, seq);
    arrive(agent, seq);
  }
  expect(counts()).toMatchObject({ duplicated: 0, lost: 0, outOfOrder: 0 });
  arrive(bob, first, 9e6);
  expect(counts()).toMatchObject({ duplicated: 1, outOfOrder: 0, leaked: 0 });
});

describe('order', () => {
  test('neighbours that are swapped are one delivery out of order at each recipient', () => {
    const [first, second] = [send(), send()];
    for (const one of [bob, agent]) {
      arrive(one, second);
      arrive(one, first);
    }
    expect(counts()).toMatchObject({ outOfOrder: 2, lost: 0, duplicated: 0 });
  });
  test('is not judged between senders', () => {
    const [first, second] = [send(), send({ sender: bob })];
    arrive(agent, second);
    arrive(agent, first);
    expect(counts()).toMatchObject({ outOfOrder: 0 });
  });
  test('is not judged of stimuli', () => {
    const [first, second] = [send({ via: 'stimulus' }), send({ via: 'stimulus' })];
    arrive(bob, second);
    arrive(bob, first);
    expect(counts()).toMatchObject({ outOfOrder: 0 });
  });
});

describe('strangers', () => {
  test('each arrival in another conversation is leaked', () => {
    const stranger = ledger.addParticipant(0);
    ledger.joined(ledger.addRoom(0), stranger);
    const seq = send();
    arrive(stranger, seq);
    arrive(stranger, seq);
    expect(counts()).toMatchObject({ leaked: 2, duplicated: 0 });
  });
  test('within the business it is not, where messages go to all of it; at another business always', () => {
    start({ newMessageToBusiness: true });
    const seq = send();
    arrive(ledger.addParticipant(0), seq);
    expect(counts()).toMatchObject({ leaked: 0 });
    arrive(ledger.addParticipant(1), seq);
    expect(counts()).toMatchObject({ leaked: 1 });
  });
});

describe('coming and going', () => {
  test('whoever is joining may get it, once', () => {
    const carol = ledger.addParticipant(0);
    ledger.joining(room, carol);
    const seq = send();
    arrive(carol, seq);
    expect(counts()).toMatchObject({ expected: 2, leaked: 0, duplicated: 0 });
    arrive(carol, seq);
    expect(counts()).toMatchObject({ duplicated: 1 });
  });
  test('whoever joined after it was sent may get it as history', () => {
    const seq = send();
    const carol = ledger.addParticipant(0);
    ledger.joined(room, carol);
    arrive(carol, seq);
    expect(counts()).toMatchObject({ expected: 2, leaked: 0, duplicated: 0, delivered: 0 });
  });
  test('what is in flight to somebody who departs is no longer expected, and what still arrives there ignored', () => {
    const seq = send();
    arrive(bob, seq);
    ledger.depart(agent as number, 1010);
    expect(counts()).toMatchObject({ expected: 1, delivered: 1, lost: 0 });
    expect(completed).toEqual([seq]);
    expect(arrive(agent, seq)).toBe(false);
    expect(counts()).toMatchObject({ duplicated: 0, leaked: 0 });
  });
  test.each([
    ['goes away', () => ledger.away(agent as number, 1000 + lateMs)],
    ['departs', () => ledger.depart(agent as number, 1000 + lateMs)],
  ])('what would be late by the time that its recipient %s was lost before', (_, goes) => {
    const [old, young] = [send(), send({ sentMs: 1001 })];
    for (const seq of [old, young]) arrive(bob, seq);
    goes();
    expect(counts()).toMatchObject({ expected: 3, delivered: 2, lost: 1 });
    expect(ledger).toMatchObject({ inFlight: 1, outstanding: 1 });
    expect(completed).toEqual([young]);
  });
  test('so was what a later one of the same sender overtook; what waits behind nothing may be on its way', () => {
    const [lost, later, last] = [send(), send(), send()];
    arrive(agent, later);
    for (const seq of [lost, later, last]) arrive(bob, seq);
    ledger.away(agent as number, 1010);
    expect(counts()).toMatchObject({ expected: 5, delivered: 4, lost: 1 });
    expect(ledger.missedWhileAway).toBe(1);
    ledger.joined(room, agent as number);
    arrive(agent, lost);
    expect(counts()).toMatchObject({ lost: 0, outOfOrder: 1 });
  });
  test('what goes by while somebody is away is missed, not lost; unless it comes after all', () => {
    const inFlight = send();
    ledger.away(agent as number, 1010);
    const meanwhile = send();
    expect(ledger.missedWhileAway).toBe(2);
    for (const seq of [inFlight, meanwhile]) arrive(bob, seq);
    expect(counts()).toMatchObject({ expected: 2, lost: 0 });
    expect(ledger.joined(room, agent as number)).toBe(true);
    arrive(agent, meanwhile);
    expect(ledger.missedWhileAway).toBe(1);
    expect(counts()).toMatchObject({ duplicated: 0, leaked: 0 });
    send();
    expect(counts()).toMatchObject({ expected: 4 });
  });
});

test('what was never sent here is foreign traffic', () => {
  send();
  for (const seq of [-1, 1, 0.5, Number.NaN, 2 ** 52]) expect(arrive(bob, seq)).toBe(false);
  expect(ledger.arrived(bob as number, 'typing', 0, 1010)).toBe(false);
  expect(ledger.foreign).toBe(6);
  expect(counts()).toMatchObject({ delivered: 0, leaked: 0 });
});

test('a send that is taken back is not counted, nor is anybody waited for', () => {
  const seq = send({ via: 'stimulus' });
  expect(ledger.cancel(seq)).toBe(true);
  expect(ledger.outstanding).toBe(0);
  expect(counts()).toBeUndefined();
  arrive(bob, seq);
  expect(counts()).toBeUndefined();
});

test.each(['a stranger', 'somebody on his way in', 'its sender'])(
  'a send is not taken back that came to %s',
  (who) => {
    const newcomer = ledger.addParticipant(0);
    if (who === 'somebody on his way in') ledger.joining(room, newcomer);
    const seq = send();
    arrive(who === 'its sender' ? alice : newcomer, seq);
    expect(ledger.cancel(seq)).toBe(false);
    expect(counts()).toMatchObject({ sent: 1, lost: 2 });
  },
);

describe('what was sent over a connection that is cut', () => {
  test('is taken back: it may not have got to the server', () => {
    const [one, other] = [send(), send()];
    expect([ledger.cut(other, 1010), ledger.cut(one, 1010)]).toEqual([true, true]);
    expect(counts()).toBeUndefined();
  });
  test('is not, when it would be late by now', () => {
    const seq = send();
    expect(ledger.cut(seq, 1000 + lateMs)).toBe(false);
    expect(counts()).toMatchObject({ sent: 1, expected: 2, lost: 2 });
  });
  test('is not, when something that was sent after it came to somebody, wherever that was', () => {
    const elsewhere = ledger.addRoom(0);
    for (const one of [alice, bob]) ledger.joined(elsewhere, one as number);
    const lost = send();
    const later = send({ room: elsewhere });
    const last = send();
    arrive(bob, later);
    expect([last, lost].map((seq) => ledger.cut(seq, 1010))).toEqual([true, false]);
    expect(counts()).toMatchObject({ sent: 2, lost: 2 });
  });
  test('is, though a stimulus in the same name has had its effect', () => {
    const seq = send();
    arrive(bob, send({ via: 'stimulus' }));
    expect(ledger.cut(seq, 1010)).toBe(true);
  });
});

test('what is altered is counted where it was sent, each arrival', () => {
  const seq = send({ segment: 1 });
  for (const one of [bob, agent, agent]) {
    arrive(one, seq);
    ledger.altered(seq);
  }
  expect(ledger.counts(1).new_message).toMatchObject({ delivered: 2, duplicated: 1, altered: 3 });
});

test('of events for named participants others of the business may get them', () => {
  const seq = ledger.send({
    event: 'conversation_assigned',
    room,
    via: 'stimulus',
    segment: 0,
    intendedMs: 0,
    sentMs: 0,
    expected: [agent as number],
  });
  const arrives = (participant: number | undefined) =>
    ledger.arrived(participant as number, 'conversation_assigned', seq, 10);
  for (const one of [agent, alice, alice, ledger.addParticipant(0)]) arrives(one);
  const none = { lost: 0, duplicated: 0, leaked: 0 };
  expect(ledger.counts(0).conversation_assigned).toMatchObject({ expected: 1, delivered: 1, ...none });
  arrives(agent);
  arrives(ledger.addParticipant(1));
  expect(ledger.counts(0).conversation_assigned).toMatchObject({ duplicated: 1, leaked: 1 });
});

test('segments are counted apart', () => {
  const [one, other, outside] = [send({ segment: 0 }), send({ segment: 1 }), send({ segment: -1 })];
  for (const seq of [one, other, outside, outside]) arrive(bob, seq);
  expect(ledger.counts(0).new_message).toMatchObject({ sent: 1, delivered: 1, duplicated: 0 });
  expect(ledger.counts(1).new_message).toMatchObject({ sent: 1, delivered: 1, duplicated: 0 });
  expect(ledger.counts(-1).new_message).toMatchObject({ sent: 1, delivered: 1, duplicated: 1 });
});
