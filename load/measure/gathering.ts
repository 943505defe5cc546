import { type Counters, totalsFromCounters } from './counters.ts';
import { type Measured, measuredOf } from './measured.ts';
import { RecordError, totalsFromRecord } from './merge.ts';
import { addTotals, noTotals, partsOfIdentity, type Totals } from './totals.ts';

/** What hosts that no coordinator reaches handed back: a worker's record, or counters of one or several. */
export type HandedBack = { record: unknown } | { counters: Counters };

/** Adds up what came back of a run, piece by piece, without loss. No worker counts twice. */
export class Gathering {
  readonly #runId: string;
  readonly #totals: Totals;
  /** By number of the worker: its host. */
  readonly #hosts = new Map<number, string>();

  constructor(runId: string) {
    this.#runId = runId;
    this.#totals = noTotals(runId);
  }

  /**
   * Returns the numbers of the workers that it is of. Throws a RecordError when it is of another run or version, or of a
   * worker that is there already, and adds nothing then.
   */
  add(piece: HandedBack): number[] {
    const totals =
      'record' in piece
        ? totalsFromRecord(piece.record, this.#runId)
        : totalsFromCounters(piece.counters, this.#runId);
    const found = [...totals.workers.keys()].flatMap((name) => partsOfIdentity(name) ?? []);
    const numbers = found.map(({ worker }) => worker);
    const twice = numbers.find((worker, at) => this.#hosts.has(worker) || numbers.indexOf(worker) < at);
    if (twice !== undefined) throw new TwiceError(twice);
    for (const { worker, host } of found) this.#hosts.set(worker, host);
    addTotals(this.#totals, totals);
    return numbers;
  }

  /** Hosts of the workers that are there, by their numbers. */
  get hosts(): ReadonlyMap<number, string> {
    return this.#hosts;
  }

  /** Of all that was added. */
  measured(): Measured {
    return measuredOf(this.#totals);
  }
}

/** A worker's record is there already. */
export class TwiceError extends RecordError {
  readonly worker: number;

  constructor(worker: number) {
    super(`The record of worker ${worker} is there twice.`);
    this.worker = worker;
  }
}
