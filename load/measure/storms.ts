import { Histogram } from './histogram.ts';

interface Absence {
  /** -1: outside of storms, connections end, too. */
  storm: number;
  sinceMs: number;
  /** Of its time away, what the driver itself lost. */
  ownMs: number;
  /** Rooms that do not serve it yet. */
  rooms: number;
}

/** How those who were dropped come back. */
export class Storms {
  readonly #storms: { firstDropMs: number; lastServedMs: number }[] = [];
  readonly #absent = new Map<number, Absence>();
  readonly #everAway = new Set<number>();
  readonly #servedAgain = new Histogram();
  #neverServed = 0;

  begin(atMs: number): void {
    this.#storms.push({ firstDropMs: atMs, lastServedMs: atMs });
  }

  /** `rooms`: how many have to serve it again. Who is away already goes on being away since then. */
  away(participant: number, rooms: number, atMs: number): void {
    if (rooms === 0) return;
    this.#everAway.add(participant);
    const absence = this.#absent.get(participant);
    if (absence === undefined) {
      this.#absent.set(participant, { storm: this.#storms.length - 1, sinceMs: atMs, ownMs: 0, rooms });
    } else absence.rooms = rooms;
  }

  /** The driver lost so much time while it brought it back: that is not counted. */
  heldUp(participant: number, ownMs: number): void {
    const absence = this.#absent.get(participant);
    if (absence !== undefined) absence.ownMs += ownMs;
  }

  /** One of its rooms serves it again. */
  servedIn(participant: number, atMs: number): void {
    const absence = this.#absent.get(participant);
    if (absence === undefined) return;
    absence.rooms -= 1;
    if (absence.rooms > 0) return;
    this.#absent.delete(participant);
    const servedMs = atMs - absence.ownMs;
    this.#servedAgain.record(servedMs - absence.sinceMs);
    const storm = this.#storms[absence.storm];
    if (storm !== undefined) storm.lastServedMs = Math.max(storm.lastServedMs, servedMs);
  }

  /** It will not come back. */
  departed(participant: number): void {
    if (this.#absent.delete(participant)) this.#neverServed += 1;
  }

  /** Undefined when nobody was ever away. */
  record(missedWhileAway: number) {
    if (this.#storms.length === 0 && this.#everAway.size === 0) return undefined;
    return {
      storms: this.#storms.length,
      participants: this.#everAway.size,
      servedAgain: this.#servedAgain.encode(),
      allServedMs: this.#storms.map(({ firstDropMs, lastServedMs }) => lastServedMs - firstDropMs),
      neverServed: this.#neverServed + this.#absent.size,
      missedWhileAway,
    };
  }
}
