import type { IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import type { Carrier, CarrierSink, SendOutcome } from './carrier.ts';
import type { CloseHow } from './close.ts';
import { reasonOf } from './exchange.ts';
import { WireOpenError } from './open-error.ts';
import type { RawPacket } from './packet.ts';
import { limits, type WireTarget } from './target.ts';

/** Engine.IO over one WebSocket: every packet is a message of its own. */
export class WebSocketCarrier implements Carrier {
  readonly transport = 'websocket';
  readonly ended: Promise<{ how: CloseHow; atMs: number }>;
  readonly #socket: WebSocket;
  #sink: CarrierSink | undefined;
  /** Messages can arrive together with the HTTP answer, before anybody listens. */
  #early: Array<{ raw: RawPacket; atMs: number }> = [];
  #onFirst: (() => void) | undefined;
  #leaving: 'closed-by-us' | 'abandoned-by-us' | undefined;
  #error: string | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    const { promise, resolve } = Promise.withResolvers<{ how: CloseHow; atMs: number }>();
    this.ended = promise;
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#got(isBinary ? data : data.toString()));
    // After the open these are frames that `ws` cannot read or would not hold, not troubles of the line.
    socket.on('error', (error) => {
      this.#error ??= reasonOf(error);
      socket.terminate();
    });
    socket.on('close', (code, reason) => {
      resolve({ how: this.#howEnded(code, reason.toString()), atMs: performance.now() });
    });
  }

  /** Opens the WebSocket; the open packet is not waited for. Rejects with a `WireOpenError`. */
  static open(target: WireTarget, url: URL, signal: AbortSignal): Promise<WebSocketCarrier> {
    const { promise, resolve, reject } = Promise.withResolvers<WebSocketCarrier>();
    const address = new URL(url);
    address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const options: WebSocket.ClientOptions & { closeTimeout: number } = {
      headers: target.headers,
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: limits.messageBytes,
      closeTimeout: limits.closeMs,
      ...(target.ca === undefined ? {} : { ca: target.ca }),
    };
    let socket: WebSocket;
    try {
      socket = new WebSocket(address, options);
    } catch (error) {
      return Promise.reject(new WireOpenError(url, { how: 'unreachable', error: reasonOf(error) }));
    }
    const carrier = new WebSocketCarrier(socket);
    const abort = () => socket.terminate();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    socket.once('open', () => resolve(carrier));
    socket.once('error', (error) =>
      reject(new WireOpenError(url, { how: 'unreachable', error: reasonOf(error) })),
    );
    socket.once('unexpected-response', async (_request, response) => {
      const body = await evidenceOf(response);
      reject(new WireOpenError(url, { how: 'refused', status: response.statusCode ?? 0, body }));
      socket.terminate();
    });
    return promise.finally(() => signal.removeEventListener('abort', abort));
  }

  /** Waits for the first message and takes it out of what `start` will hand over; `undefined`: the socket ended. */
  async first(): Promise<{ raw: RawPacket; atMs: number } | undefined> {
    if (this.#early.length === 0) {
      const arrived = new Promise<void>((resolve) => {
        this.#onFirst = resolve;
      });
      await Promise.race([arrived, this.ended]);
    }
    return this.#early.shift();
  }

  start(sink: CarrierSink): void {
    this.#sink = sink;
    for (const { raw, atMs } of this.#early.splice(0)) sink.got(raw, atMs);
  }

  async send(packets: readonly RawPacket[]): Promise<SendOutcome> {
    const outcomes = await Promise.all(packets.map((packet) => this.sendRaw(packet)));
    return outcomes.find((outcome) => outcome.kind !== 'sent') ?? { kind: 'sent' };
  }

  sendRaw(body: RawPacket): Promise<SendOutcome> {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      return Promise.resolve({ kind: 'failed', error: 'the WebSocket is not open' });
    }
    this.#sink?.sent(body, performance.now());
    return new Promise((resolve) => {
      this.#socket.send(body, (error) => {
        resolve(error ? { kind: 'failed', error: reasonOf(error) } : { kind: 'sent' });
      });
    });
  }

  async close(): Promise<void> {
    this.#leaving ??= 'closed-by-us';
    this.#socket.close(1000);
    await this.ended;
  }

  async destroy(): Promise<void> {
    this.#leaving ??= 'abandoned-by-us';
    this.#socket.terminate();
    await this.ended;
  }

  #got(raw: RawPacket): void {
    const atMs = performance.now();
    if (this.#sink) {
      this.#sink.got(raw, atMs);
      return;
    }
    this.#early.push({ raw, atMs });
    this.#onFirst?.();
    // Nobody listens yet, so there is no log that would bound a flood.
    if (this.#early.length > limits.logPackets) this.#socket.terminate();
  }

  #howEnded(code: number, reason: string): CloseHow {
    if (this.#leaving) return { how: this.#leaving };
    if (this.#error) return { how: 'unreadable', error: this.#error };
    return { how: 'websocket', code, reason };
  }
}

/** What the server said instead of switching protocols: bounded in size by the cut, in time by the open's signal. */
async function evidenceOf(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      text += chunk;
      if (text.length >= limits.evidenceBytes) break;
    }
  } catch {
    // Broken off: the first part says enough.
  }
  return text.slice(0, limits.evidenceBytes);
}
