/** What has to do something when its server has been silent for too long. */
interface Listening {
  look(nowMs: number): void;
}

const lookEveryMs = 1_000;

/** Looks after many sockets with one timer, which runs as long as there is one. */
export class Heartbeats<Socket extends Listening = Listening> {
  /** For how long servers may be silent, as the last of them that said so had it, in milliseconds. */
  patienceMs = Number.POSITIVE_INFINITY;
  readonly #sockets = new Set<Socket>();
  readonly #nowMs: () => number;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  add(socket: Socket): void {
    this.#sockets.add(socket);
    this.#timer ??= setInterval(() => this.#look(), lookEveryMs);
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
