import type { StimulusFields, StimulusName } from '../../conformance/contract/index.ts';
import type { Stimulate } from '../../conformance/harness/stimulus.ts';
import { printable } from '../../fixtures/targets/printable.ts';
import { nowMs, type Recorder } from '../measure/index.ts';
import { mostStimuliAtOnce } from '../most-stimuli.ts';
import type { WorkerPlan } from '../plan.ts';
import { Unanswered } from './answers.ts';
import { stimulateOver } from './stimulate.ts';

/** `refused`: it was certainly not done. `unknown`: no answer tells. */
export type StimulusOutcome = { is: 'done' } | { is: 'refused' | 'unknown'; why: string };

/** A stimulus that makes an event. */
interface Act<Name extends StimulusName> {
  name: Name;
  intendedMs: number;
  /** Writes it into the ledger, right before it is sent; `readyMs` is when it could have been, had none been before it. */
  enter(readyMs: number): { seq: number; fields: StimulusFields[Name] };
  /** It was not done, or nobody knows. */
  failed?(): void;
}

/** An act that is not over. */
interface UnderWay {
  intendedMs: number;
  name: StimulusName;
  readyMs: number;
  /** -1: it waits still. */
  seq: number;
  sentMs: number;
  failed(): void;
}

/** Has the target do what no client event triggers. */
export class Stimuli {
  readonly #stimulate: Stimulate;
  readonly #recorder: Recorder;
  readonly #boundMs: number;
  readonly #waiting: (() => void)[] = [];
  readonly #acts = new Set<UnderWay>();
  #free = mostStimuliAtOnce;

  constructor(recorder: Recorder, stimuli: WorkerPlan['target']['stimuli'], boundMs: number) {
    this.#stimulate = stimulateOver(stimuli, boundMs);
    this.#recorder = recorder;
    this.#boundMs = boundMs;
  }

  /** Acts that wait for their turn or for their answer. */
  get underWay(): number {
    return this.#acts.size;
  }

  act<Name extends StimulusName>({ name, intendedMs, enter, failed = () => {} }: Act<Name>): void {
    const act: UnderWay = { name, intendedMs, readyMs: nowMs(), seq: -1, sentMs: 0, failed };
    const queues = this.#free === 0;
    this.#acts.add(act);
    this.#recorder.stimuli.asked(intendedMs);
    const sent = this.#send(name, () => {
      if (!this.#acts.has(act)) return undefined;
      if (queues) this.#recorder.stimuli.waited(intendedMs, nowMs() - act.readyMs);
      const { seq, fields } = enter(act.readyMs);
      act.seq = seq;
      act.sentMs = nowMs();
      return fields;
    });
    void sent.then((outcome) => {
      if (this.#acts.delete(act) && outcome.is !== 'done') this.#fail(act, outcome);
    });
  }

  /** For what makes no event that is measured. Never rejects. */
  send<Name extends StimulusName>(name: Name, fields: StimulusFields[Name]): Promise<StimulusOutcome> {
    return this.#send(name, () => fields);
  }

  /**
   * Nobody waits any longer: what has not had its turn never gets it, and no answer is heard any more. `isBrokenOff`: the
   * run was ended before its time, and what still had time to be answered is not held against anybody.
   */
  giveUp(isBrokenOff = false): void {
    const { stimuli } = this.#recorder;
    const atMs = nowMs();
    for (const act of this.#acts) {
      if (act.seq < 0) {
        stimuli.waited(act.intendedMs, atMs - act.readyMs);
        stimuli.unsent(act.intendedMs);
      } else if (isBrokenOff && atMs - act.sentMs < this.#boundMs) stimuli.brokenOff(act.seq);
      else {
        this.#recorder.problem(`The stimulus ${act.name} was not answered before the drain ended.`);
        stimuli.unanswered(act.intendedMs, act.seq);
      }
      act.failed();
    }
    this.#acts.clear();
    stimuli.settle();
  }

  #fail({ intendedMs, seq, failed }: UnderWay, { is, why }: Exclude<StimulusOutcome, { is: 'done' }>): void {
    this.#recorder.problem(why);
    if (is === 'refused') this.#recorder.stimuli.refused(intendedMs, seq);
    else this.#recorder.stimuli.unanswered(intendedMs, seq);
    failed();
  }

  /** `fieldsNow` is called right before it is sent, and says when it is not to be sent any more. */
  async #send<Name extends StimulusName>(
    name: Name,
    fieldsNow: () => StimulusFields[Name] | undefined,
  ): Promise<StimulusOutcome> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((free) => this.#waiting.push(free));
    const fields = fieldsNow();
    const outcome: StimulusOutcome = fields ? await this.#outcomeOf(name, fields) : { is: 'done' };
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
    return outcome;
  }

  async #outcomeOf<Name extends StimulusName>(
    name: Name,
    fields: StimulusFields[Name],
  ): Promise<StimulusOutcome> {
    try {
      await this.#stimulate(name, fields);
      return { is: 'done' };
    } catch (error) {
      const why = printable((error as Error).message, 200);
      return { is: error instanceof Unanswered ? 'unknown' : 'refused', why };
    }
  }
}
