import type { TransportName } from '../../contract/index.ts';
import { withinPatience } from '../patience.ts';
import type { Carrier, CarrierSink, SendOutcome } from './carrier.ts';
import { type CloseHow, type CloseInfo, closeInfo, type LastPing } from './close.ts';
import { type Handshake, heartbeatOf } from './handshake.ts';
import type { RawPacket, WirePacket } from './packet.ts';
import { PacketLog, type Predicate } from './packet-log.ts';
import type { WireTarget } from './target.ts';

/** What a wait ended with. On `timeout` and `closed` the log tells what came instead. */
export type WaitOutcome =
  | { kind: 'packet'; packet: WirePacket }
  | { kind: 'closed'; close: CloseInfo }
  | { kind: 'timeout'; timeoutMs: number };

/** What the server made of a CONNECT. Everything in it is hostile. */
export type ConnectOutcome =
  /** `sid` is the Socket.IO id; absent when the answer does not carry one as text. */
  | { kind: 'connected'; sid?: string; payload: unknown }
  /** A CONNECT_ERROR; `message` is absent when the payload has none as text. */
  | { kind: 'refused'; message?: string; data: unknown; payload: unknown }
  | { kind: 'closed'; close: CloseInfo }
  /** Nothing that answers a CONNECT; `packets` is all that came since it was sent. */
  | { kind: 'silence'; packets: readonly WirePacket[] };

/** For the modules beside this one; not exported by the door. */
export const inside = Symbol('inside');

/**
 * One Engine.IO connection, driven by hand: it sends what it is told, logs what comes, and of its own accord does
 * nothing but poll and answer pings. Waits never outlive the connection, and nothing here throws because of what
 * the server did.
 *
 * Sources: Engine.IO protocol v4 and Socket.IO protocol v5.
 */
export class WireConnection {
  readonly handshake: Handshake;
  /** When the open packet was there, in milliseconds of `performance.now()`. */
  readonly openedAtMs: number;
  /** Whether pings are answered at once. Can be switched at any time. */
  autoPong = true;
  /** How the connection ended, whoever ended it. */
  readonly closed: Promise<CloseInfo>;
  readonly #target: WireTarget;
  readonly #log = new PacketLog();
  readonly #carriers = new Set<Carrier>();
  #carrier: Carrier;
  #close: CloseInfo | undefined;
  #settleClosed: (info: CloseInfo) => void;
  #freed: Promise<unknown> | undefined;
  #pings = { got: 0, answered: 0 };
  #lastPing: LastPing | undefined;
  /** Where the log stood when the last CONNECT was sent. */
  #connectedFrom = 0;

  constructor(target: WireTarget, carrier: Carrier, handshake: Handshake, openedAtMs: number) {
    this.#target = target;
    this.#carrier = carrier;
    this.handshake = handshake;
    this.openedAtMs = openedAtMs;
    const { promise, resolve } = Promise.withResolvers<CloseInfo>();
    this.closed = promise;
    this.#settleClosed = resolve;
    this.#log.add('got', carrier.transport, handshake.packetText, openedAtMs);
    this.#attach(carrier);
  }

  /** The transport that packets are sent on now. */
  get transport(): TransportName {
    return this.#carrier.transport;
  }

  /** Every packet so far, both directions, in order of time. At most `limits.logPackets` of them. */
  get packets(): readonly WirePacket[] {
    return this.#log.packets;
  }

  /** How the connection ended; `undefined` while it is open. */
  get closeInfo(): CloseInfo | undefined {
    return this.#close;
  }

  /**
   * Sends Engine.IO packets as they are: one frame each on a WebSocket, all in one `POST` on polling. A `Buffer` is a
   * binary message. Never rejects.
   */
  sendEngine(...packets: RawPacket[]): Promise<SendOutcome> {
    return this.#carrier.send(packets);
  }

  /** Sends bytes that need not be a packet: one WebSocket message (text or binary), or one `POST` body. */
  sendRaw(body: RawPacket): Promise<SendOutcome> {
    return this.#carrier.sendRaw(body);
  }

  /**
   * Sends a CONNECT to the default namespace, with `authText` right behind it: any JSON, malformed text, or nothing
   * at all when absent. What the server makes of it, `outcomeOfConnect` tells.
   */
  connectNamespace(authText = ''): Promise<SendOutcome> {
    this.#connectedFrom = this.#log.packets.length;
    return this.sendEngine(`40${authText}`);
  }

  /** Sends an EVENT to the default namespace. Arguments must be JSON; binary ones go through `sendEngine` by hand. */
  sendEvent(event: string, ...args: unknown[]): Promise<SendOutcome> {
    return this.sendEngine(`42${JSON.stringify([event, ...args])}`);
  }

  /**
   * The first packet got that matches, among those at or behind the position `since` in the log (all, when absent)
   * and those to come. Rejects only when `matches` throws.
   */
  waitFor(matches: Predicate, timeoutMs: number, since = 0): Promise<WaitOutcome> {
    const waiting = this.#wait(matches, timeoutMs, since);
    // A wait may be armed long before anybody looks at it.
    waiting.catch(() => {});
    return waiting;
  }

  /**
   * What the server made of the last CONNECT, as soon as it is known; pings are answered meanwhile. Only the default
   * namespace counts.
   */
  async outcomeOfConnect(timeoutMs: number): Promise<ConnectOutcome> {
    const since = this.#connectedFrom;
    const waited = await this.waitFor(answersConnect, timeoutMs, since);
    if (waited.kind === 'closed') return waited;
    if (waited.kind === 'packet') return outcomeIn(waited.packet);
    return {
      kind: 'silence',
      packets: this.packets.slice(since).filter(({ direction }) => direction === 'got'),
    };
  }

  /** Takes leave as the protocol asks and frees everything, within `limits.closeMs`. Safe to call again. */
  async close(): Promise<void> {
    this.#free((carrier) => carrier.close());
    await this.#freed;
  }

  /** Cuts the line, as a vanishing client does, and frees everything. Safe to call again. */
  async abandon(): Promise<void> {
    this.#free((carrier) => carrier.destroy());
    await this.#freed;
  }

  get [inside]() {
    return {
      target: this.#target,
      carrier: this.#carrier,
      attach: (carrier: Carrier) => this.#attach(carrier),
      /** From here on the connection lives on `carrier`; what carried it before is dropped. */
      moveTo: (carrier: Carrier) => {
        const before = this.#carrier;
        this.#carrier = carrier;
        void before.destroy();
      },
    };
  }

  #attach(carrier: Carrier): void {
    if (this.#freed) return void carrier.destroy();
    this.#carriers.add(carrier);
    const sink: CarrierSink = {
      got: (raw, atMs) => this.#got(carrier, raw, atMs),
      sent: (raw, atMs) => this.#sent(carrier, raw, atMs),
    };
    carrier.start(sink);
    void carrier.ended.then(({ how, atMs }) => {
      this.#carriers.delete(carrier);
      if (carrier === this.#carrier) this.#end(how, atMs);
    });
  }

  #got(carrier: Carrier, raw: RawPacket, atMs: number): void {
    if (this.#close) return;
    const packet = this.#log.add('got', carrier.transport, raw, atMs);
    const bound = this.#log.overflow;
    if (bound) this.#endByUs({ how: 'overflow', bound }, atMs);
    else if (packet.type === 'ping') this.#gotPing(carrier, packet);
    else if (packet.type === 'close' && carrier === this.#carrier)
      this.#endByUs({ how: 'close-packet' }, atMs);
  }

  #gotPing(carrier: Carrier, { atMs, text }: WirePacket): void {
    const { pingIntervalMs } = heartbeatOf(this.handshake);
    const sinceMs = this.#lastPing ? (this.#lastPing.pongAtMs ?? atMs) : this.openedAtMs;
    this.#pings.got += 1;
    this.#lastPing = { gotAtMs: atMs, dueAtMs: sinceMs + pingIntervalMs };
    if (this.autoPong) void this.#pong(carrier, text.slice(1), this.#lastPing);
  }

  async #pong(carrier: Carrier, data: string, ping: LastPing): Promise<void> {
    const { kind } = await carrier.send([`3${data}`], true);
    if (kind === 'sent') ping.takenAtMs = performance.now();
  }

  #sent(carrier: Carrier, raw: RawPacket, atMs: number): void {
    const { type } = this.#log.add('sent', carrier.transport, raw, atMs);
    if (type !== 'pong' || !this.#lastPing || this.#lastPing.pongAtMs !== undefined) return;
    this.#lastPing.pongAtMs = atMs;
    this.#pings.answered += 1;
  }

  /** Ends for a reason that the line itself does not show. */
  #endByUs(how: CloseHow, atMs: number): void {
    this.#end(how, atMs);
    this.#free((carrier) => carrier.destroy());
  }

  #end(how: CloseHow, closedAtMs: number): void {
    if (this.#close) return;
    this.#close = closeInfo(how, {
      openedAtMs: this.openedAtMs,
      closedAtMs,
      lastPing: this.#lastPing,
      pings: { ...this.#pings },
      ...heartbeatOf(this.handshake),
    });
    this.#settleClosed(this.#close);
    this.#free((carrier) => carrier.destroy());
  }

  #free(how: (carrier: Carrier) => Promise<void>): void {
    this.#freed ??= Promise.all([...this.#carriers].map(how));
  }

  async #wait(matches: Predicate, timeoutMs: number, since: number): Promise<WaitOutcome> {
    const already = this.#log.find(matches, since);
    if (already) return { kind: 'packet', packet: already };
    const next = this.#log.next((packet) => packet.index >= since && matches(packet));
    const found = next.packet.then((packet): WaitOutcome => ({ kind: 'packet', packet }));
    const ended = this.closed.then((close): WaitOutcome => ({ kind: 'closed', close }));
    try {
      return (
        (await withinPatience(Promise.race([found, ended]), timeoutMs)) ?? { kind: 'timeout', timeoutMs }
      );
    } finally {
      next.stop();
    }
  }
}

function answersConnect({ socketIo }: WirePacket): boolean {
  return socketIo?.namespace === '/' && (socketIo.type === 'connect' || socketIo.type === 'connect_error');
}

function outcomeIn({ socketIo }: WirePacket): ConnectOutcome {
  const payload = socketIo?.payload;
  const field = (name: string): unknown =>
    typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>)[name] : undefined;
  if (socketIo?.type === 'connect') {
    const sid = field('sid');
    return { kind: 'connected', payload, ...(typeof sid === 'string' ? { sid } : {}) };
  }
  // The parser of socket.io also takes the message alone.
  const message = typeof payload === 'string' ? payload : field('message');
  const refused = { kind: 'refused', data: field('data'), payload } as const;
  return typeof message === 'string' ? { ...refused, message } : refused;
}
