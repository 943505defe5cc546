/** What has to do something when its server has been silent for too long. */
interface Listening {
  look(nowMs: number): void;
}

/** Looks after many sockets with one timer, which runs as long as there is one. */
export class Heartbeats<Socket extends Listening = Listening> {
  /** For how long servers may be silent, as the last of them that said so had it, in milliseconds. */
  patienceMs = Number.POSITIVE_INFINITY;
  readonly lookEveryMs: number;
  readonly #sockets = new Set<Socket>();
  readonly #nowMs: () => number;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(nowMs: () => number, lookEveryMs = 1_000) {
    this.#nowMs = nowMs;
    this.lookEveryMs = lookEveryMs;
  }

  add(socket: Socket): void {
    this.#sockets.add(socket);
    this.#timer ??= setInterval(() => this.#look(), this.lookEveryMs);
  }

  delete(socket: Socket): boolean {
    const known = this.#sockets.delete(socket);
    if (this.#sockets.size === 0 && this.#timer !== undefined) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    return known;
  }

  #look(): void {
    const nowMs = this.#nowMs();
    for (const socket of this.#sockets) socket.look(nowMs);
  }
}
