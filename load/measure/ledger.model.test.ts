import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { ServerEventName } from '../../conformance/contract/index.ts';
import { Ledger } from './ledger.ts';
import type { Sending } from './message.ts';
import { NaiveLedger } from './testing/naive-ledger.ts';
import { type Seeded, seeded } from './testing/seeded.ts';

/*
 * Random histories, told to the ledger and to one that keeps everything and counts the slow way. Both must say the
 * same after every step: who joins, leaves and returns when, and what is lost, doubled, swapped, leaked and made up.
 */

const histories = 3000;
const stepsEach = 90;
const lateMs = 40;
const segments = [-1, 0, 1];

/** `expect` is far slower, and this is asked a million times. */
function same(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

type Watched = {
  delivered: { seq: number; recipient: number; atMs: number; uncorrectedMs: number }[];
  completed: { seq: number; arrivalsMs: number[] }[];
};

class History {
  readonly random: Seeded;
  readonly naive: NaiveLedger;
  readonly ledger: Ledger;
  readonly watched: Watched = { delivered: [], completed: [] };
  nowMs = 1000;

  constructor(seed: number) {
    this.random = seeded(seed);
    const { chance } = this.random;
    const manner = {
      echoesToSender: chance(0.5),
      newMessageToBusiness: chance(0.5),
      creatorFollows: chance(0.5),
      typingToSender: chance(0.5),
    };
    this.naive = new NaiveLedger(manner, lateMs);
    this.ledger = new Ledger(manner, lateMs, {
      delivered: (message, recipient, atMs, uncorrectedMs) =>
        this.watched.delivered.push({ seq: message.seq, recipient, atMs, uncorrectedMs }),
      completed: ({ seq, arrivalsMs, arrived }) =>
        this.watched.completed.push({ seq, arrivalsMs: [...arrivalsMs.subarray(0, arrived)] }),
    });
    for (let room = 0; room < 3; room += 1) this.addRoom(room === 2 ? 1 : 0);
    for (let participant = 0; participant < 5; participant += 1) this.addParticipant();
  }

  addRoom(business: number) {
    this.naive.rooms.push({ business, members: new Map() });
    this.ledger.addRoom(business);
  }

  addParticipant() {
    const business = this.random.chance(0.8) ? 0 : 1;
    this.naive.participants.push({ business, departed: false });
    same(this.ledger.addParticipant(business), this.naive.participants.length - 1);
  }

  present(): number[] {
    return [...this.naive.participants.keys()].filter((one) => !this.naive.participants[one]?.departed);
  }

  step() {
    const { random } = this;
    this.nowMs += random.below(4);
    const dice = random.next();
    if (dice < 0.5) this.arrive();
    else if (dice < 0.75) this.send();
    else if (dice < 0.93) this.move();
    else if (dice < 0.96) this.cancel();
    else this.invent();
  }

  send() {
    const { random } = this;
    const present = this.present();
    if (present.length === 0) return;
    const event = random.pick<ServerEventName>(['new_message', 'new_message', 'typing', 'read']);
    const via = event === 'read' || random.chance(0.2) ? 'stimulus' : 'socket';
    const named = event === 'read' && random.chance(0.3);
    const sending: Sending = {
      event,
      room: random.below(3),
      sender: via === 'stimulus' && random.chance(0.5) ? undefined : random.pick(present),
      via,
      segment: random.pick(segments),
      intendedMs: this.nowMs - random.below(10),
      sentMs: this.nowMs,
      expected: named ? [random.pick(present)] : undefined,
    };
    same(this.ledger.send(sending), this.naive.send(sending));
  }

  /** Mostly what ought to arrive; now and then anything at anybody. */
  arrive() {
    const { random, naive } = this;
    const waiting = naive.messages.filter((message) => naive.missing(message).length > 0);
    const due = waiting.length > 0 && random.chance(0.6);
    const message = due ? random.pick(waiting) : naive.messages[random.below(naive.messages.length)];
    if (message === undefined) return;
    const recipient = due ? random.pick(naive.missing(message)) : random.below(naive.participants.length);
    this.arrived(recipient, message.event, message.seq);
  }

  arrived(recipient: number, event: ServerEventName, seq: number) {
    const expected = this.naive.arrived(recipient, event, seq, this.nowMs);
    same(this.ledger.arrived(recipient, event, seq, this.nowMs), expected);
  }

  move() {
    const { random } = this;
    const present = this.present();
    if (random.chance(0.1) || present.length === 0) return this.addParticipant();
    const participant = random.pick(present);
    const room = random.below(3);
    const dice = random.next();
    for (const ledger of [this.naive, this.ledger]) {
      if (dice < 0.3) ledger.joining(room, participant);
      else if (dice < 0.8) ledger.joined(room, participant);
      else if (dice < 0.92) ledger.away(participant, this.nowMs);
      else ledger.depart(participant, this.nowMs);
    }
  }

  cancel() {
    const seq = this.random.below(this.naive.messages.length + 2);
    if (this.random.chance(0.3)) same(this.ledger.cancel(seq), this.naive.cancel(seq));
    else same(this.ledger.cut(seq, this.nowMs), this.naive.cut(seq, this.nowMs));
  }

  /** What no server of good will would send. */
  invent() {
    const seqs = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 40, this.naive.messages.length];
    this.arrived(this.random.below(this.naive.participants.length + 1), 'typing', this.random.pick(seqs));
  }

  compare() {
    const { ledger, naive } = this;
    const state = (one: Ledger | NaiveLedger) => ({
      inFlight: one.inFlight,
      outstanding: one.outstanding,
      overdue: one.overdue(this.nowMs),
      missedWhileAway: one.missedWhileAway,
      foreign: one.foreign,
      counts: segments.map((segment) => one.counts(segment)),
    });
    same(state(ledger), state(naive));
  }

  compareWatched() {
    same(this.watched.delivered, this.naive.delivered);
    const bySeq = (all: Watched['completed']) => all.toSorted((one, other) => one.seq - other.seq);
    same(bySeq(this.watched.completed), bySeq(this.naive.completed));
  }
}

test('the ledger says what a ledger that keeps everything says, whatever happens', () => {
  const seen = { duplicated: 0, outOfOrder: 0, late: 0, leaked: 0, lost: 0, missedWhileAway: 0, foreign: 0 };
  for (let seed = 1; seed <= histories; seed += 1) {
    const history = new History(seed);
    try {
      for (let step = 0; step < stepsEach; step += 1) {
        history.step();
        if (step % 15 === 14) history.compare();
      }
      history.compareWatched();
    } catch (cause) {
      throw new Error(`History of seed ${seed} differs.`, { cause });
    }
    for (const segment of segments) {
      for (const counts of Object.values(history.ledger.counts(segment))) {
        for (const name of ['duplicated', 'outOfOrder', 'late', 'leaked', 'lost'] as const)
          seen[name] += counts[name];
      }
    }
    seen.missedWhileAway += history.ledger.missedWhileAway;
    seen.foreign += history.ledger.foreign;
  }
  // A comparison of nothing with nothing would prove nothing.
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(200);
});
