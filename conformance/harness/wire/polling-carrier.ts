import { withinPatience } from '../patience.ts';
import type { Carrier, CarrierSink, SendOutcome } from './carrier.ts';
import type { CloseHow } from './close.ts';
import type { HttpAnswer, HttpSilence } from './exchange.ts';
import { packetsOfPayload, payloadOfPackets, type RawPacket } from './packet.ts';
import type { PollingSession } from './polling-session.ts';
import { limits } from './target.ts';

interface Post {
  body: RawPacket;
  /** What the body says, for the log. */
  packets: readonly RawPacket[];
  urgent: boolean;
  done: (outcome: SendOutcome) => void;
}

/**
 * Engine.IO over long-polling: one `GET` outstanding at a time, and one `POST`, as the protocol demands.
 * Source: Engine.IO protocol v4, "HTTP long-polling".
 */
export class PollingCarrier implements Carrier {
  readonly transport = 'polling';
  readonly ended: Promise<{ how: CloseHow; atMs: number }>;
  readonly #session: PollingSession;
  readonly #early: RawPacket[];
  readonly #end: (end: { how: CloseHow; atMs: number }) => void;
  #sink: CarrierSink | undefined;
  #stopped = false;
  #paused = false;
  #polling: Promise<void> | undefined;
  #posting: Promise<void> | undefined;
  #queue: Post[] = [];
  #grace: NodeJS.Timeout | undefined;

  /** `early` are the packets that came in the same body as the open packet. */
  constructor(session: PollingSession, early: readonly RawPacket[]) {
    this.#session = session;
    this.#early = [...early];
    const { promise, resolve } = Promise.withResolvers<{ how: CloseHow; atMs: number }>();
    this.ended = promise;
    this.#end = resolve;
  }

  /** What a WebSocket of the same session has to send along, cookies included. */
  get headers(): Record<string, string> {
    return this.#session.headers;
  }

  start(sink: CarrierSink): void {
    this.#sink = sink;
    this.#deliver(this.#early.splice(0));
    this.#resume();
  }

  send(packets: readonly RawPacket[], urgent = false): Promise<SendOutcome> {
    return this.#enqueue(payloadOfPackets(packets), packets, urgent);
  }

  sendRaw(body: RawPacket): Promise<SendOutcome> {
    return this.#enqueue(body, [body], false);
  }

  /**
   * Polls no more once the outstanding `GET` is answered, and waits until then and until the `POST` under way is
   * through. What is to be sent meanwhile is held back, pongs excepted. False when that took longer than `timeoutMs`
   * or the session ended; polling and posting then go on where they still can.
   */
  async pause(timeoutMs: number): Promise<boolean> {
    const deadlineMs = performance.now() + timeoutMs;
    this.#paused = true;
    while (!this.#stopped && (this.#polling || this.#posting)) {
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) break;
      // An answer to the poll can carry a ping, whose pong is a new `POST`: hence the loop.
      await withinPatience(Promise.all([this.#polling, this.#posting]), leftMs);
    }
    if (!this.#stopped && !this.#polling && !this.#posting) return true;
    this.#paused = false;
    this.#resume();
    this.#drain();
    return false;
  }

  /** Gives away what `pause` held back, in order; whoever takes it settles `done`. */
  takeHeld(): Array<Pick<Post, 'packets' | 'done'>> {
    return this.#queue.splice(0);
  }

  async close(): Promise<void> {
    if (this.#stopped) return this.#session.destroy();
    // The server answers the poll when it takes the close packet; that answer is no news any more.
    this.#stopped = true;
    this.#paused = false;
    const done = Promise.withResolvers<SendOutcome>();
    this.#queue.push({ body: '1', packets: ['1'], urgent: true, done: done.resolve });
    this.#drain();
    await withinPatience(done.promise, limits.closeMs);
    await this.#finish({ how: 'closed-by-us' });
  }

  destroy(): Promise<void> {
    return this.#finish({ how: 'abandoned-by-us' });
  }

  #enqueue(body: RawPacket, packets: readonly RawPacket[], urgent: boolean): Promise<SendOutcome> {
    if (this.#stopped) return Promise.resolve({ kind: 'failed', error: 'the session is closed' });
    const { promise, resolve } = Promise.withResolvers<SendOutcome>();
    const post = { body, packets, urgent, done: resolve };
    if (urgent) this.#queue.unshift(post);
    else this.#queue.push(post);
    this.#drain();
    return promise;
  }

  #resume(): void {
    if (this.#stopped || this.#paused || this.#polling) return;
    this.#polling = this.#poll();
  }

  async #poll(): Promise<void> {
    while (!this.#stopped && !this.#paused) {
      const answer = await this.#session.get();
      if (this.#stopped) break;
      const how = howItEnds('GET', answer);
      if (how) void this.#finish(how);
      else this.#deliver(packetsOfPayload((answer as HttpAnswer).body));
    }
    this.#polling = undefined;
  }

  #deliver(packets: readonly RawPacket[]): void {
    const atMs = performance.now();
    for (const packet of packets) {
      if (this.#stopped) return;
      this.#sink?.got(packet, atMs);
    }
  }

  #drain(): void {
    if (!this.#posting && this.#mayPost()) this.#posting = this.#post();
  }

  #mayPost(): boolean {
    const [first] = this.#queue;
    return first !== undefined && (first.urgent || !this.#paused);
  }

  #next(): Post | undefined {
    return this.#mayPost() ? this.#queue.shift() : undefined;
  }

  async #post(): Promise<void> {
    for (let post = this.#next(); post; post = this.#next()) {
      for (const packet of post.packets) this.#sink?.sent(packet, performance.now());
      const answer = await this.#session.post(post.body);
      const how = howItEnds('POST', answer);
      post.done(outcomeOf(answer, how));
      if (how) this.#endAfterPost(how);
    }
    // Before anybody who waited for the last `POST` can run and queue another.
    this.#posting = undefined;
  }

  /**
   * A server that ends a session in answer to a packet may break the `POST` off and say why on the poll: the poll is
   * the better witness, so it gets a moment to speak first.
   */
  #endAfterPost(how: CloseHow): void {
    const atMs = performance.now();
    if (!this.#stopped) this.#grace ??= setTimeout(() => this.#finish(how, atMs), limits.closeMs);
    for (const post of this.#queue.splice(0)) post.done({ kind: 'failed', error: 'an earlier POST failed' });
  }

  async #finish(how: CloseHow, atMs = performance.now()): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#grace);
    this.#end({ how, atMs });
    for (const post of this.#queue.splice(0)) post.done({ kind: 'failed', error: 'the session is closed' });
    await this.#session.destroy();
  }
}

/** How this answer ends the session for a client; `undefined` when it does not. */
function howItEnds(request: 'GET' | 'POST', answer: HttpAnswer | HttpSilence): CloseHow | undefined {
  if (answer.kind === 'no-answer') return { how: 'network', request, error: answer.error };
  if (answer.status !== 200) {
    const body = answer.body.slice(0, limits.evidenceBytes);
    return { how: 'http', request, status: answer.status, body };
  }
  if (request === 'POST' || answer.cut === undefined) return undefined;
  if (answer.cut === 'broken-off') return { how: 'network', request, error: 'the answer broke off' };
  return { how: 'unreadable', error: `a polling body is ${answer.cut.replace('-', ' ')}` };
}

function outcomeOf(answer: HttpAnswer | HttpSilence, how: CloseHow | undefined): SendOutcome {
  if (!how) return { kind: 'sent' };
  if (answer.kind === 'no-answer') return { kind: 'failed', error: answer.error };
  return { kind: 'refused', status: answer.status, body: answer.body.slice(0, limits.evidenceBytes) };
}
