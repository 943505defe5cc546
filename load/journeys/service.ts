import type { Recorder } from '../measure/index.ts';
import { nowMs } from '../measure/index.ts';
import type { WorkerPlan } from '../plan.ts';
import type { Cast } from './cast.ts';
import type { Conversation } from './conversation.ts';
import type { Joins } from './joins.ts';
import type { Openings } from './openings.ts';
import type { Participant } from './participant.ts';

export interface ServiceOptions {
  plan: WorkerPlan;
  recorder: Recorder;
  cast: Cast;
  joins: Joins;
  openings: Openings;
}

/** Told when somebody is where he belongs; the reason when that did not happen. */
type Outcome = (failure?: string) => void;

/** A conversation that waits for its agent, and who is to be told. */
interface Waiting {
  conversation: Conversation;
  done: Outcome;
}

const noId = (stepMs: number) => `nothing told the id of its new conversation within ${stepMs / 1000} s`;

/** Brings widgets and agents together: each widget's own conversation and its agent, or those that everybody shares. */
export class Service {
  readonly #options: ServiceOptions;
  /** Agents who serve; the others are not there yet. */
  readonly #serving = new Set<Participant>();
  readonly #queues = new Map<Participant, Waiting[]>();
  readonly #shared: SharedConversations;
  readonly #witnesses: Witnesses;
  #opened = 0;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#witnesses = new Witnesses(!options.plan.target.manner.echoesToSender);
    this.#shared = new SharedConversations(options.plan.journey.hotConversations, (opener, done) =>
      this.#open(opener, done),
    );
  }

  /** Somebody is connected for the first time. */
  came(participant: Participant): void {
    this.#witnesses.came(participant);
  }

  /** How many are open. */
  get conversations(): number {
    return this.#opened;
  }

  enter(widget: Participant, done: Outcome): void {
    if (this.#shared.count > 0) {
      this.#share(widget, done);
      return;
    }
    this.#open(widget, (conversation) => {
      if (!conversation) return done(noId(this.#options.plan.stepMs));
      // Both have to be in: the widget that opened it, and who serves it.
      const both = afterBoth(done);
      this.#followOwn(conversation, widget, both);
      this.#assign(conversation, both);
    });
  }

  serve(agent: Participant, done: Outcome): void {
    if (this.#shared.count > 0) {
      this.#share(agent, done);
      return;
    }
    this.#serving.add(agent);
    for (const { conversation, done: served } of this.#takeQueue(agent))
      this.#join(conversation, agent, served);
    done();
  }

  /** Somebody is back: he joins again what he was in. */
  resume(participant: Participant): void {
    for (const conversation of participant.conversations) this.#options.joins.join(conversation, participant);
  }

  /** Somebody will not come, or not come back: who waits for him gets another. */
  lose(participant: Participant): void {
    this.#serving.delete(participant);
    for (const { conversation, done } of this.#takeQueue(participant)) this.#assign(conversation, done);
  }

  #takeQueue(agent: Participant): Waiting[] {
    const queue = this.#queues.get(agent) ?? [];
    this.#queues.delete(agent);
    return queue;
  }

  #open(opener: Participant, done: (conversation?: Conversation) => void): void {
    this.#witnesses.when(opener, () =>
      this.#options.openings.open(opener, (conversation) => {
        if (conversation) this.#opened += 1;
        done(conversation);
      }),
    );
  }

  #followOwn(conversation: Conversation, opener: Participant, done: Outcome): void {
    const { plan, recorder } = this.#options;
    if (!plan.target.manner.creatorFollows) {
      this.#join(conversation, opener, done);
      return;
    }
    conversation.admit(opener);
    recorder.joined(conversation.room, opener.handle, nowMs());
    done();
  }

  #assign(conversation: Conversation, done: Outcome): void {
    const agent = this.#options.cast.agentFor(conversation.opener);
    if (!agent) {
      done('there is no agent who could serve its conversation');
      return;
    }
    if (this.#serving.has(agent)) {
      this.#join(conversation, agent, done);
      return;
    }
    const queue = this.#queues.get(agent) ?? [];
    queue.push({ conversation, done });
    this.#queues.set(agent, queue);
  }

  #join(conversation: Conversation, participant: Participant, done: Outcome): void {
    conversation.admit(participant);
    this.#options.joins.join(conversation, participant, done);
  }

  #share(participant: Participant, done: Outcome): void {
    this.#shared.enter(participant, (conversation) => {
      if (!conversation) return done(noId(this.#options.plan.stepMs));
      if (conversation.opener === participant) this.#followOwn(conversation, participant, done);
      else this.#join(conversation, participant, done);
    });
  }
}

/**
 * Where nobody gets his own messages back, the id of a new conversation may show at others of the business alone; so
 * the first of a business opens his when a second one is there.
 */
class Witnesses {
  readonly #needed: boolean;
  readonly #present = new Map<number, number>();
  readonly #waiting: { business: number; go: () => void }[] = [];

  constructor(needed: boolean) {
    this.#needed = needed;
  }

  came({ business }: Participant): void {
    const present = (this.#present.get(business) ?? 0) + 1;
    this.#present.set(business, present);
    if (present !== 2) return;
    for (const { go } of this.#waiting.filter((one) => one.business === business)) go();
  }

  when({ business }: Participant, go: () => void): void {
    if (!this.#needed || (this.#present.get(business) ?? 0) > 1) go();
    else this.#waiting.push({ business, go });
  }
}

/** Calls `done` when it was called twice: with the first reason, where there is one. */
function afterBoth(done: Outcome): Outcome {
  let left = 2;
  let reason: string | undefined;
  return (failure) => {
    reason ??= failure;
    left -= 1;
    if (left === 0) done(reason);
  };
}

/** Conversations that everybody shares. The first widget of each opens it; the others wait until it has an id. */
class SharedConversations {
  readonly count: number;
  readonly #open: (opener: Participant, done: (conversation?: Conversation) => void) => void;
  readonly #places: {
    conversation?: Conversation;
    opening: boolean;
    waiting: { participant: Participant; told: (conversation?: Conversation) => void }[];
  }[];

  constructor(
    count: number,
    open: (opener: Participant, done: (conversation?: Conversation) => void) => void,
  ) {
    this.count = count;
    this.#open = open;
    this.#places = Array.from({ length: count }, () => ({ opening: false, waiting: [] }));
  }

  /** Tells the participant its conversation; nothing when that could not be opened. */
  enter(participant: Participant, told: (conversation?: Conversation) => void): void {
    const place = this.#places[participant.index % this.count];
    if (!place) {
      told();
      return;
    }
    if (place.conversation) {
      told(place.conversation);
      return;
    }
    place.waiting.push({ participant, told });
    if (place.opening || participant.role === 'agent') return;
    place.opening = true;
    this.#open(participant, (conversation) => {
      place.opening = false;
      place.conversation = conversation;
      for (const { told } of place.waiting.splice(0)) told(conversation);
    });
  }
}
