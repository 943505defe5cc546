import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import type { Tempo } from './tempo.ts';

/** So many checks may be under way whatever the pace: their waiting overlaps. */
const fewest = 4;
/** How often it is looked whether more may begin, and how many then do. */
const lookEveryMs = 50;
const atATime = 2;
/** The share of its time that this thread may be busy for more to begin: beyond it, checks wait for each other's work. */
const busiest = 0.6;

/**
 * Lets checks begin as this machine and the target keep up. Every check makes work for the others, since a target may
 * tell a whole business of everything; where all began at once on a slow machine, answers to pings and deliveries would
 * be late for want of a processor, and that would pass for a fault of the target.
 */
export class Pace {
  readonly #tempo: Tempo;
  readonly #slowMs: number;
  readonly #waiting: (() => void)[] = [];
  readonly #lonely: (() => void)[] = [];
  #underWay = 0;
  #isAlone = false;
  #looking: NodeJS.Timeout | undefined;
  #before: EventLoopUtilization = performance.eventLoopUtilization();

  /** `slowMs`: deliveries that take longer say that the target does not keep up. */
  constructor(tempo: Tempo, slowMs: number) {
    this.#tempo = tempo;
    this.#slowMs = slowMs;
  }

  /** Carries out work when its turn has come. */
  async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#underWay >= fewest || this.#waiting.length > 0 || this.#isAlone) await this.#turn();
    else this.#underWay += 1;
    return this.#carryOut(work);
  }

  /** Carries out work when nothing else is under way, nor waiting for its turn. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#underWay > 0) await new Promise<void>((resolve) => this.#lonely.push(resolve));
    else this.#underWay += 1;
    this.#isAlone = true;
    return this.#carryOut(work);
  }

  async #carryOut<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      this.#isAlone = false;
      this.#admit(fewest - this.#underWay);
      if (this.#underWay === 0) this.#admitLonely();
    }
  }

  #admitLonely(): void {
    const begin = this.#lonely.shift();
    if (!begin) return;
    this.#underWay += 1;
    this.#isAlone = true;
    begin();
  }

  #turn(): Promise<void> {
    if (!this.#looking) {
      this.#before = performance.eventLoopUtilization();
      this.#looking = setInterval(() => this.#look(), lookEveryMs);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #look(): void {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#before);
    this.#before = now;
    if (utilization < busiest && this.#tempo.deliveryMs < this.#slowMs) this.#admit(atATime);
  }

  #admit(most: number): void {
    if (this.#isAlone) return;
    for (const begin of this.#waiting.splice(0, Math.max(most, 0))) {
      this.#underWay += 1;
      begin();
    }
    if (this.#waiting.length > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }
}
