import type { ClientEventName, ClientPayloads } from '../../conformance/contract/index.ts';
import { nowMs, type Recorder } from '../measure/index.ts';
import type { Lookout, Payload } from './arrivals.ts';
import type { Conversation } from './conversation.ts';
import { Alarm, type Pacer } from './pacer.ts';
import type { Participant } from './participant.ts';
import type { Speech } from './speech.ts';

/**
 * Between probes, in milliseconds: at first, at most, and for each who gets them, so that they stay few in a big room. At
 * first it is no less than a probe takes to arrive, so that a slow server is not pressed.
 */
const pauseMs = { first: 15, most: 1_000, perMember: 0.5, growth: 1.6 };
/** What the latest probe counts for in the average. */
const newest = 0.1;
/** From this probe on a message goes along: typing may not work at this target. */
const messagesFrom = 4;

export interface JoinsOptions {
  recorder: Recorder;
  pacer: Pacer;
  speech: Speech;
  /** Asked for each event that arrives and was sent here. */
  lookouts: Map<number, Lookout>;
  /** A message reaches connections that did not join, and so proves nothing. */
  messagesGoAnywhere: boolean;
  /** The longest wait for a confirmation. */
  boundMs: number;
}

/** Who waits to be let in. `done` gets the reason when nothing confirms it in time. */
interface Candidate {
  participant: Participant;
  sinceMs: number;
  done?: (failure?: string) => void;
}

/** Those on their way into one conversation, and what is sent to find out when they are in. */
interface Entry {
  conversation: Conversation;
  candidates: Candidate[];
  /** Numbers of the events sent as probes. */
  probes: number[];
  round: number;
  alarm: Alarm;
}

/**
 * Lets participants into conversations. Nothing promises that a join is acknowledged, so what arrives is the only proof:
 * somebody in the conversation types until it is seen by those who joined, as often as it takes.
 */
export class Joins {
  readonly #options: JoinsOptions;
  readonly #entries = new Map<Conversation, Entry>();
  /** How long probes take to arrive, on average. */
  #travelMs = 0;

  constructor(options: JoinsOptions) {
    this.#options = options;
  }

  /** Conversations that somebody is on his way into. */
  get underWay(): number {
    return this.#entries.size;
  }

  /** Sends the join of a member who is there, and calls `done` when it was seen to have taken effect. */
  join(conversation: Conversation, participant: Participant, done?: Candidate['done']): void {
    const payload: ClientPayloads['join_conversation'] = { conversation_id: conversation.id };
    participant.socket?.emit('join_conversation' satisfies ClientEventName, payload);
    this.#options.recorder.joining(conversation.room, participant.handle);
    const entry = this.#entryOf(conversation);
    entry.candidates.push({ participant, sinceMs: nowMs(), done });
    entry.round = 0;
    this.#options.pacer.after(this.#pauseMs(entry), entry.alarm);
  }

  #entryOf(conversation: Conversation): Entry {
    const known = this.#entries.get(conversation);
    if (known) return known;
    const alarm = new Alarm(() => this.#probe(entry));
    const entry: Entry = { conversation, candidates: [], probes: [], round: 0, alarm };
    this.#entries.set(conversation, entry);
    return entry;
  }

  #pauseMs({ conversation, round }: Entry): number {
    const { first, perMember } = pauseMs;
    const leastMs = Math.max(first, this.#travelMs, conversation.members.length * perMember);
    return Math.min(leastMs * pauseMs.growth ** round, pauseMs.most);
  }

  #probe(entry: Entry): void {
    this.#giveUpLate(entry);
    if (entry.candidates.length === 0) {
      this.#close(entry);
      return;
    }
    const senders = this.#sendersFor(entry);
    for (const sender of senders) {
      this.#watchFor(entry, sender, this.#options.speech.type(sender, entry.conversation, nowMs()));
      if (entry.round < messagesFrom || this.#options.messagesGoAnywhere || sender.role === 'agent') continue;
      this.#watchFor(entry, sender, this.#options.speech.say(sender, entry.conversation, nowMs()));
    }
    entry.round += 1;
    this.#options.pacer.after(this.#pauseMs(entry), entry.alarm);
  }

  /** Members whose typing can prove something: of one's own, nobody is the wiser. */
  #sendersFor({ conversation, candidates }: Entry): Participant[] {
    const [first, second] = conversation.members.filter(({ there }) => there);
    if (!first) return [];
    const others = candidates.some(({ participant }) => participant !== first);
    const itself = candidates.some(({ participant }) => participant === first);
    return [...(others ? [first] : []), ...(itself && second ? [second] : [])];
  }

  #watchFor(entry: Entry, sender: Participant, seq: number): void {
    const { lookouts } = this.#options;
    const sentMs = nowMs();
    entry.probes.push(seq);
    lookouts.set(seq, {
      seen: (participant: Participant, _payload: Payload, atMs: number) => {
        if (participant === sender) return;
        this.#travelMs += newest * (atMs - sentMs - this.#travelMs);
        this.#confirm(entry, participant, atMs);
      },
    });
  }

  #confirm(entry: Entry, participant: Participant, atMs: number): void {
    const at = entry.candidates.findIndex((candidate) => candidate.participant === participant);
    if (at < 0) return;
    const [candidate] = entry.candidates.splice(at, 1);
    this.#options.recorder.joined(entry.conversation.room, participant.handle, atMs);
    if (entry.candidates.length === 0) this.#close(entry);
    candidate?.done?.();
  }

  /** Those who are away again join anew when they are back. */
  #giveUpLate(entry: Entry): void {
    const { boundMs } = this.#options;
    const latestMs = nowMs() - boundMs;
    const [waiting, others] = [[], []] as [Candidate[], Candidate[]];
    for (const candidate of entry.candidates) {
      const goesOn = candidate.participant.there && candidate.sinceMs > latestMs;
      (goesOn ? waiting : others).push(candidate);
    }
    entry.candidates = waiting;
    for (const { participant, done } of others) {
      const late = `nothing that is sent in its conversation reached it within ${boundMs / 1000} s of joining`;
      done?.(participant.there ? late : 'its connection ended while it joined');
    }
  }

  #close(entry: Entry): void {
    const { pacer, lookouts } = this.#options;
    pacer.cancel(entry.alarm);
    for (const seq of entry.probes) lookouts.delete(seq);
    this.#entries.delete(entry.conversation);
  }
}
