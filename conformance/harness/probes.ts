import { type Act, shown } from './matching.ts';
import { counted, listed, titleOf } from './naming.ts';
import type { Participant } from './participant.ts';
import { joinedPromises, joinPromises, keptPromises } from './promises.ts';
import type { Conversation, Stage } from './stage.ts';
import { arrivalStep } from './standstill.ts';
import { PrerequisiteFailure } from './verdicts.ts';

/** Messages and typing that somebody sends to a conversation, to see whether they reach those who watch it. */
export class Probes {
  readonly #stage: Stage;
  readonly #sender: Participant;
  readonly #conversation: Conversation;
  readonly #watchers: readonly Participant[];
  readonly #messages: Act[] = [];
  readonly #typing: Act[] = [];

  constructor(
    stage: Stage,
    sender: Participant,
    conversation: Conversation,
    watchers: readonly Participant[],
  ) {
    this.#stage = stage;
    this.#sender = sender;
    this.#conversation = conversation;
    this.#watchers = watchers;
  }

  /** One more of each. */
  send(): void {
    this.#messages.push(this.#sender.says(this.#stage.text(), this.#conversation));
    this.#typing.push(...this.#sender.probesTyping(this.#conversation));
  }

  /** Whether every watcher has got a message and typing, or the one that arrives anywhere at all. */
  get bothArrived(): boolean {
    const { standstill } = this.#stage;
    const isHopeless = ([first]: readonly Act[], watcher: Participant) =>
      first !== undefined && standstill.givenUpAfter(arrivalStep(first, watcher)) !== undefined;
    return this.#watchers.every(
      (watcher) =>
        this.sawOne(watcher) &&
        this.#kinds.every((kind) => sawOf(kind, watcher) || isHopeless(kind, watcher)),
    );
  }

  /** Whether every watcher has got a message or typing. */
  get oneArrived(): boolean {
    return this.#watchers.every((watcher) => this.sawOne(watcher));
  }

  sawOne(watcher: Participant): boolean {
    return this.#kinds.some((kind) => sawOf(kind, watcher));
  }

  /** Whether somebody of those who take part has lost the connection. */
  get someoneLost(): boolean {
    return this.#lost.length > 0;
  }

  /** The failure of those who got nothing. `tookMs`: for how long probes were sent. */
  failure(missing: readonly Participant[], tookMs: number): PrerequisiteFailure {
    const losses = this.#lost.map(({ name, lost }) => `${name} lost the connection (${lost})`);
    const sent = `${counted(this.#messages.length, 'message')} and ${counted(this.#typing.length, 'typing event')} were sent in ${Math.round(tookMs)} ms`;
    const names = listed(missing.map(({ name }) => name));
    return this.failureSaying(
      missing,
      losses.length > 0 ? `${listed(losses)}.` : `${sent}; ${names} got none of them.`,
    );
  }

  failureSaying(missing: readonly Participant[], actual: string): PrerequisiteFailure {
    const verb = missing.length === 1 ? 'gets' : 'get';
    return new PrerequisiteFailure(joinPromises(missing), {
      expected: `After join_conversation, ${listed(missing.map(titleOf))} ${verb} what ${this.#sender.name} sends in conversation ${shown(this.#conversation.id)}.`,
      actual,
      excusedBy: this.someoneLost ? keptPromises : joinedPromises,
    });
  }

  get #kinds(): readonly (readonly Act[])[] {
    return [this.#messages, this.#typing];
  }

  get #lost(): Participant[] {
    return [this.#sender, ...this.#watchers].filter((one) => one.lost !== undefined);
  }
}

function sawOf(kind: readonly Act[], watcher: Participant): boolean {
  return kind.some((act) => watcher.gotOf(act).length > 0);
}
