import type { Tick, WorkerEnd } from '../control/index.ts';
import { nowMs, type Recorder } from '../measure/index.ts';
import type { PlanSegment } from '../plan.ts';
import type { Orders } from './orders.ts';
import { Alarm, type Pacer } from './pacer.ts';
import type { Stretch } from './rhythm.ts';
import type { Stimuli } from './stimuli.ts';
import type { Turns } from './turns.ts';

/** How often it is looked whether all that was sent has arrived. */
const lookEveryMs = 20;
/** A look that is later than this was held up. */
const patienceMs = 5 * lookEveryMs;
/** Copies come after the original; so long it is listened on for them. */
const copiesMs = 200;
/** What is in flight when a run is broken off may take no longer. */
const brokenOffMs = 2_000;

export interface TimelineOptions {
  end: WorkerEnd;
  recorder: Recorder;
  pacer: Pacer;
  turns: Turns;
  orders: Orders;
  /** Gives everybody their times in a stretch of the run. */
  beginStretch(stretch: Stretch, rate: number): void;
  /** Calls for what else belongs to a window; the function returned calls it off. */
  beginWindow(fromMs: number): () => void;
  /** What is under way at the target's stimulus endpoint is waited for, and then given up. */
  stimuli: Pick<Stimuli, 'underWay' | 'giveUp'>;
  /** Nobody is away or on his way into a conversation. */
  everybodyThere(): boolean;
  census(): Pick<Tick, 'conversations' | 'seated'>;
}

/** The course of a run, once everybody is in place: warm-up, measured segments, drain. */
export class Timeline {
  readonly #options: TimelineOptions;
  #phase: Tick['phase'] = 'arriving';
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(options: TimelineOptions) {
    this.#options = options;
  }

  /** Tells the coordinator once a second how things stand. */
  tick(): void {
    const { end, recorder, census } = this.#options;
    this.#ticking = setInterval(() => {
      end.say({ kind: 'tick', phase: this.#phase, ...recorder.pulse(), ...census() });
    }, 1_000);
  }

  /** From the moment that everybody is in place to the record. */
  async run(): Promise<void> {
    const { end, recorder, orders } = this.#options;
    const { plan } = end;
    this.#phase = 'waiting';
    let callOff = () => {};
    for (const [index, segment] of plan.segments.entries()) {
      const startMs = await orders.nextStart();
      if (startMs === undefined) break;
      const warmUpMs = index === 0 ? plan.warmUpMs : 0;
      const fromMs = startMs + warmUpMs;
      if (index === 0) {
        recorder.beginWindow(fromMs, warmUpMs);
        callOff = this.#options.beginWindow(fromMs);
      }
      await this.#measure(segment, startMs, fromMs);
      end.say({ kind: 'segment', index, record: recorder.segment(index) });
    }
    callOff();
    end.say({ kind: 'done', record: recorder.record() });
  }

  /** Nothing more is told. */
  end(): void {
    clearInterval(this.#ticking);
  }

  async #measure(segment: PlanSegment, startMs: number, fromMs: number): Promise<void> {
    const { recorder, turns, orders } = this.#options;
    const { drainMs } = this.#options.end.plan;
    const untilMs = fromMs + segment.durationMs;
    recorder.beginSegment(segment.label, fromMs, untilMs);
    this.#phase = fromMs > nowMs() ? 'warm-up' : 'measuring';
    this.#options.beginStretch({ fromMs: startMs, untilMs }, segment.rate);
    await this.#until(fromMs);
    if (!orders.stop.aborted) this.#phase = 'measuring';
    await this.#until(untilMs);
    this.#phase = 'draining';
    if (orders.stop.aborted) {
      turns.cut(nowMs());
      recorder.cutSegment(nowMs());
    }
    await this.#drained(orders.stop.aborted ? Math.min(drainMs, brokenOffMs) : drainMs);
    turns.cut(nowMs());
    this.#options.stimuli.giveUp(orders.stop.aborted);
  }

  /** Until that time, or until the run has to end. */
  #until(atMs: number): Promise<void> {
    const { pacer, orders } = this.#options;
    if (orders.stop.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const alarm = new Alarm(() => {
        orders.stop.removeEventListener('abort', broken);
        resolve();
      });
      const broken = () => {
        pacer.cancel(alarm);
        resolve();
      };
      orders.stop.addEventListener('abort', broken, { once: true });
      pacer.at(atMs, alarm);
    });
  }

  /**
   * Until every turn was taken, every stimulus answered, everything arrived and everybody is back, and then a little for copies; no longer than
   * that.
   */
  #drained(mostMs: number): Promise<void> {
    const { pacer, recorder, turns, stimuli, everybodyThere } = this.#options;
    const complete = () =>
      turns.taken && stimuli.underWay === 0 && recorder.outstanding === 0 && everybodyThere();
    let giveUpMs = nowMs() + mostMs;
    let lookedMs = nowMs();
    let copiesUntilMs = Number.POSITIVE_INFINITY;
    return new Promise((resolve) => {
      const look = new Alarm(() => {
        const atMs = nowMs();
        // While this thread stood still nothing could arrive, and what came meanwhile is not read yet.
        giveUpMs += Math.max(0, atMs - lookedMs - patienceMs);
        lookedMs = atMs;
        if (!complete()) copiesUntilMs = Number.POSITIVE_INFINITY;
        else copiesUntilMs = Math.min(copiesUntilMs, atMs + copiesMs);
        if (atMs >= copiesUntilMs || atMs >= giveUpMs) return resolve();
        pacer.after(lookEveryMs, look);
      });
      look.happen();
    });
  }
}
