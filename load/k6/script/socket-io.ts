import type { JourneySocket } from '../../journeys/participant.ts';
import { whyUnreadable } from './frame-limits.ts';
import { parsePacket } from './packets.ts';

/*
 * A Socket.IO client (Engine.IO 4, WebSocket alone, the main namespace) for k6: as much of socket.io-client as journeys
 * use, under the same names. It does not come back by itself, what is emitted while it is not connected goes nowhere, and
 * binary is refused. Nothing that a server sends makes it throw.
 */

/** What it needs of a WebSocket; k6's has it. */
export interface Wire {
  onopen: () => void;
  onmessage: (message?: { data: unknown; timestamp: number }) => void;
  onclose: (event?: { code?: number }) => void;
  onerror: (event?: { error?: string }) => void;
  onpong: () => void;
  send(text: string): void;
  ping(): void;
  close(): void;
}

export interface SocketIoOptions {
  /** Opens a connection to the target. May throw. */
  dial(): Wire;
  auth: Readonly<Record<string, unknown>>;
  /** Watches over the heartbeats of many sockets. */
  heartbeats: {
    patienceMs: number;
    lookEveryMs: number;
    add(socket: SocketIo): void;
    delete(socket: SocketIo): boolean;
  };
  /** Called with every frame first of all: when it was read, in milliseconds since 1970. */
  onFrame?: (timestamp: number) => void;
  nowMs(): number;
}

type Listener = (...args: unknown[]) => void;

/** Events that Socket.IO keeps for itself: no server may send them. */
const reserved = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];

export class SocketIo implements JourneySocket {
  connected = false;
  ownDelayMs = 0;
  readonly #options: SocketIoOptions;
  /** Events and their listeners, in turn: a socket has a handful, and there are thousands of sockets. */
  readonly #listeners: (string | Listener)[] = [];
  #anyListeners: Listener[] = [];
  /** The connection that counts; events of others come too late. */
  #wire: Wire | undefined;
  #opened = false;
  #openedMs = 0;
  #greeted = false;
  /** When it asked why it is not greeted. */
  #askedMs: number | undefined;
  #patienceMs = Number.POSITIVE_INFINITY;
  /** When the server has to be taken for dead. */
  #dueMs = Number.POSITIVE_INFINITY;
  #nextAck = 0;
  readonly #acks = new Map<number, Listener>();

  constructor(options: SocketIoOptions) {
    this.#options = options;
  }

  on(event: string, listener: (...args: never[]) => void): this {
    this.#listeners.push(event, listener as Listener);
    return this;
  }

  onAny(listener: Listener): this {
    this.#anyListeners.push(listener);
    return this;
  }

  offAny(listener: Listener): this {
    this.#anyListeners = this.#anyListeners.filter((one) => one !== listener);
    return this;
  }

  connect(): this {
    if (this.#wire) return this;
    let wire: Wire;
    try {
      wire = this.#options.dial();
    } catch (error) {
      this.#fire('connect_error', error);
      return this;
    }
    this.#wire = wire;
    this.#opened = false;
    this.#greeted = false;
    this.#askedMs = undefined;
    this.ownDelayMs = 0;
    wire.onopen = () => {
      // One that was given up meanwhile can be closed only now: k6 would wait for ever for the end of what has not begun.
      if (this.#wire === wire) this.#open();
      else wire.close();
    };
    wire.onpong = () => {
      if (this.#wire === wire) this.#answered();
    };
    wire.onmessage = (message) => {
      if (this.#wire !== wire || message === undefined) return;
      this.#options.onFrame?.(message.timestamp);
      this.#frame(message.data);
    };
    wire.onerror = (event) => {
      if (this.#wire === wire) this.#lost('transport error', event?.error);
    };
    wire.onclose = () => {
      if (this.#wire === wire) this.#lost('transport close');
    };
    return this;
  }

  /** Says goodbye and closes, as socket.io-client does. */
  disconnect(): this {
    if (this.connected) this.#send('41');
    this.#end('io client disconnect');
    return this;
  }

  /** Ends without a goodbye of Socket.IO. k6 cannot do without that of WebSocket. */
  cut(): void {
    this.#end('transport close');
  }

  /** Ends the connection when the server has been silent for longer than it announced. */
  look(nowMs: number): void {
    if (nowMs > this.#dueMs) this.#end('ping timeout');
    else if (
      !this.#greeted &&
      this.#askedMs === undefined &&
      nowMs > this.#openedMs + this.#options.heartbeats.lookEveryMs
    ) {
      // A server greets as soon as a connection is open.
      this.#askedMs = nowMs;
      this.#attempt((wire) => wire.ping());
    }
  }

  emit(event: string, ...args: unknown[]): this {
    if (!this.connected) return this;
    const last = args.at(-1);
    if (typeof last !== 'function') {
      this.#send(`42${JSON.stringify([event, ...args])}`);
      return this;
    }
    const id = this.#nextAck++;
    this.#acks.set(id, last as Listener);
    this.#send(`42${id}${JSON.stringify([event, ...args.slice(0, -1)])}`);
    return this;
  }

  #open(): void {
    this.#opened = true;
    this.#openedMs = this.#options.nowMs();
    this.#options.heartbeats.add(this);
  }

  /**
   * k6 begins to read before it takes a connection for open, and drops what it has read until then: on a busy machine, one
   * greeting in ten thousand. The answer to a ping comes after whatever the server had sent before; without a greeting
   * by then, it is taken for lost, and the client goes on as if it had heard it.
   */
  #answered(): void {
    if (this.#askedMs === undefined || this.#greeted) return;
    // How long the server took to answer is its own time.
    this.ownDelayMs = this.#askedMs - this.#openedMs;
    this.#enter(this.#options.heartbeats.patienceMs);
  }

  #frame(data: unknown): void {
    const why = typeof data === 'string' ? whyUnreadable(data) : undefined;
    if (typeof data !== 'string') this.#refuse();
    else if (why !== undefined) this.#refuse(why);
    else if (data.startsWith('4')) this.#packet(data);
    else this.#transport(data);
  }

  /** What Engine.IO says for itself. */
  #transport(data: string): void {
    switch (data.charAt(0)) {
      case '0':
        this.#greet(data);
        break;
      case '1':
        this.#lost('transport close');
        break;
      case '2':
        // Engine.IO asks with nothing or with this, and no server has anything else repeated.
        this.#send(data === '2probe' ? '3probe' : '3');
        this.#alive();
        break;
      case '3':
      case '6':
        break;
      default:
        this.#refuse();
    }
  }

  #greet(data: string): void {
    let handshake: { pingInterval?: unknown; pingTimeout?: unknown } | null = null;
    try {
      handshake = JSON.parse(data.slice(1));
    } catch {
      // As one that is no handshake.
    }
    if (typeof handshake !== 'object' || handshake === null) {
      this.#refuse();
      return;
    }
    const toldMs = Number(handshake.pingInterval) + Number(handshake.pingTimeout);
    const patienceMs = toldMs >= 0 ? toldMs : Number.POSITIVE_INFINITY;
    if (!this.#greeted) {
      this.#options.heartbeats.patienceMs = patienceMs;
      this.#enter(patienceMs);
    } else if (this.ownDelayMs > 0 && !this.connected) {
      // It was not lost. That it is late is the server's doing.
      this.ownDelayMs = 0;
      this.#patienceMs = patienceMs;
      this.#alive();
    }
  }

  #enter(patienceMs: number): void {
    this.#greeted = true;
    this.#patienceMs = patienceMs;
    this.#alive();
    this.#send(`40${JSON.stringify(this.#options.auth)}`);
  }

  #alive(): void {
    this.#dueMs = this.#options.nowMs() + this.#patienceMs;
  }

  #packet(data: string): void {
    const packet = parsePacket(data);
    switch (packet?.kind) {
      case 'event':
        this.#event(packet.args);
        break;
      case 'ack': {
        const told = this.#acks.get(packet.id);
        this.#acks.delete(packet.id);
        told?.(...packet.args);
        break;
      }
      case 'connect':
        if (this.connected) break;
        this.connected = true;
        this.#fire('connect');
        break;
      case 'connect_error':
        // Who is in can't be refused: it is the end of a connection, and counts as one.
        if (this.connected) {
          this.#refuse('a refusal of who was let in');
          break;
        }
        this.#end(undefined);
        this.#fire('connect_error', packet.error);
        break;
      case 'disconnect':
        this.#end('io server disconnect');
        break;
      case 'elsewhere':
        break;
      default:
        this.#refuse();
    }
  }

  #event([name, ...args]: unknown[]): void {
    const event = String(name);
    if (reserved.includes(event)) {
      this.#refuse();
      return;
    }
    if (!this.connected) return;
    for (const listener of this.#anyListeners) listener(event, ...args);
    this.#fire(event, ...args);
  }

  #refuse(why?: string): void {
    this.#end(why === undefined ? 'parse error' : `parse error: ${why}`);
  }

  #lost(reason: string, cause?: string): void {
    if (this.connected) {
      this.#end(reason);
      return;
    }
    this.#end(undefined);
    this.#fire('connect_error', { message: cause ?? 'the connection ended before the server let it in' });
  }

  /** With a reason, it is told to those who know the socket as connected. */
  #end(reason: string | undefined): void {
    const wire = this.#wire;
    if (wire === undefined) return;
    const wasConnected = this.connected;
    this.#wire = undefined;
    this.connected = false;
    this.#dueMs = Number.POSITIVE_INFINITY;
    this.#acks.clear();
    this.#options.heartbeats.delete(this);
    if (this.#opened) wire.close();
    if (reason === undefined) return;
    if (wasConnected) this.#fire('disconnect', reason);
    else if (reason !== 'io client disconnect') this.#fire('connect_error', { message: reason });
  }

  #send(text: string): void {
    this.#attempt((wire) => wire.send(text));
  }

  #attempt(act: (wire: Wire) => void): void {
    try {
      if (this.#wire !== undefined) act(this.#wire);
    } catch {
      // It has ended, which the event that follows tells.
    }
  }

  #fire(event: string, ...args: unknown[]): void {
    for (let at = 0; at < this.#listeners.length; at += 2) {
      if (this.#listeners[at] === event) (this.#listeners[at + 1] as Listener).call(this, ...args);
    }
  }
}
