import { performance } from 'node:perf_hooks';
import type { Socket } from 'socket.io-client';

type Engine = Socket['io']['engine'];

/** As the target's handshake announces it, in milliseconds. */
interface Heartbeat {
  pingIntervalMs: number;
  pingTimeoutMs: number;
}

/** Timers shift a heartbeat's end a little; from this share of the whole on it counts as one. */
const nearly = 0.9;
/** More pongs than these are never under way. */
const mostRemembered = 10;

/**
 * Watches how a connection of the client library ends. A target drops one whose pongs do not come in time, and so they
 * do where this machine or the network is slow: such an end says nothing of the target.
 */
export class HeartbeatWatch {
  readonly #heartbeat: Heartbeat;
  /** When the connection was open, in milliseconds on the monotonic clock. */
  #openedAtMs: number | undefined;
  readonly #pongsAtMs: number[] = [];
  #missed = false;

  constructor(engine: Engine, heartbeat: Heartbeat) {
    this.#heartbeat = heartbeat;
    engine.on('handshake', () => {
      this.#openedAtMs = performance.now();
    });
    engine.on('packetCreate', ({ type }) => {
      if (type !== 'pong') return;
      this.#pongsAtMs.push(performance.now());
      if (this.#pongsAtMs.length > mostRemembered) this.#pongsAtMs.shift();
    });
    engine.on('close', () => {
      // What is still in the buffer never got there.
      const lost = engine.writeBuffer.filter(({ type }) => type === 'pong').length;
      this.#missed = this.#explains(performance.now(), lost);
    });
  }

  /** Whether the connection has ended, and a missed heartbeat would explain it. */
  get missed(): boolean {
    return this.#missed;
  }

  /**
   * The target waits for a pong from its ping on, which is no later than when it was due, and no later than when the pong
   * was made. Of a connection that it never had a pong of, it first waits for the ping.
   */
  #explains(closedAtMs: number, lostPongs: number): boolean {
    const { pingIntervalMs, pingTimeoutMs } = this.#heartbeat;
    const openedAtMs = this.#openedAtMs;
    if (openedAtMs === undefined) return false;
    const [before, last] = [openedAtMs, ...this.#pongsAtMs].slice(0, -lostPongs || undefined).slice(-2);
    const pingAtMs =
      last === undefined ? openedAtMs + pingIntervalMs : Math.min(last, (before ?? 0) + pingIntervalMs);
    return closedAtMs - pingAtMs >= nearly * pingTimeoutMs;
  }
}
