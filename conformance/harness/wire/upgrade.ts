import { inside, type WireConnection } from './connection.ts';
import { bounded, type OpenOptions } from './open.ts';
import { PollingCarrier } from './polling-carrier.ts';
import { engineUrl, limits, quoted } from './target.ts';
import { WebSocketCarrier } from './websocket-carrier.ts';

/** Whether a step of the upgrade went as the protocol says; `problem` is a sentence that quotes the server. */
export type UpgradeStep = { kind: 'done' } | { kind: 'failed'; problem: string };

/**
 * Opens a WebSocket for the session of a polling connection and stops there: the steps of the dance are the caller's,
 * so that events can travel before, between and after them. Until `finish` the connection lives on polling; its log
 * holds the packets of both transports.
 *
 *     const upgrade = await upgradeToWebSocket(connection);
 *     await upgrade.probe();    // 2probe, 3probe
 *     await upgrade.finish();   // the poll is answered, 5, and the connection lives on the WebSocket
 *
 * Rejects with a `WireOpenError` where the WebSocket cannot be opened, and with a `RangeError` for a connection that
 * is not on polling.
 * Source: Engine.IO protocol v4, "Upgrade".
 */
export async function upgradeToWebSocket(
  connection: WireConnection,
  options: OpenOptions = {},
): Promise<Upgrade> {
  const { target, carrier: polling, attach } = connection[inside];
  const { sid } = connection.handshake;
  if (!(polling instanceof PollingCarrier) || sid === undefined) {
    throw new RangeError(
      `Only a polling connection can be upgraded; this one is on ${connection.transport}.`,
    );
  }
  const query = { EIO: '4', transport: 'websocket', ...options.query, sid };
  const url = engineUrl(target, query);
  const headers = polling.headers;
  const carrier = await bounded(url, options, (signal) =>
    WebSocketCarrier.open({ ...target, headers }, url, signal),
  );
  attach(carrier);
  return new Upgrade(connection, polling, carrier);
}

/** A WebSocket beside a polling connection, on the way to take its place. */
export class Upgrade {
  readonly #connection: WireConnection;
  readonly #polling: PollingCarrier;
  readonly #carrier: WebSocketCarrier;

  constructor(connection: WireConnection, polling: PollingCarrier, carrier: WebSocketCarrier) {
    this.#connection = connection;
    this.#polling = polling;
    this.#carrier = carrier;
  }

  /** Sends `2probe` over the WebSocket and waits for `3probe`. */
  async probe(timeoutMs: number = limits.answerMs): Promise<UpgradeStep> {
    const since = this.#connection.packets.length;
    await this.#carrier.send(['2probe']);
    const answer = this.#connection.waitFor(({ transport }) => transport === 'websocket', timeoutMs, since);
    const ended = this.#carrier.ended.then(() => 'ended' as const);
    const first = await Promise.race([answer, ended]);
    if (first === 'ended') return failed('the server closed the WebSocket instead of answering the probe');
    if (first.kind === 'closed') return failed(`the connection ended: ${first.close.summary}`);
    if (first.kind === 'timeout') return failed(`no answer to the probe within ${timeoutMs} ms`);
    const { text } = first.packet;
    return text === '3probe' ? { kind: 'done' } : failed(`expected 3probe, got ${quoted(text)}`);
  }

  /**
   * Waits until the server has answered the outstanding poll and polls no more, sends `5`, and moves the connection
   * to the WebSocket. What was sent on the connection while it waited, and from then on, goes behind the `5`. When it
   * fails, the connection stays on polling.
   */
  async finish(timeoutMs: number = limits.answerMs): Promise<UpgradeStep> {
    const paused = await this.#polling.pause(timeoutMs);
    const end = this.#connection.closeInfo;
    if (end) return failed(`the connection ended: ${end.summary}`);
    if (!paused) return failed(`the server did not answer the outstanding poll within ${timeoutMs} ms`);
    const sent = this.#carrier.send(['5']);
    for (const { packets, done } of this.#polling.takeHeld()) void this.#carrier.send(packets).then(done);
    this.#connection[inside].moveTo(this.#carrier);
    const outcome = await sent;
    return outcome.kind === 'sent' ? { kind: 'done' } : failed('the WebSocket had been closed meanwhile');
  }

  /** Gives the WebSocket up; the connection stays where it is. */
  async abandon(): Promise<void> {
    if (this.#connection[inside].carrier !== this.#carrier) await this.#carrier.destroy();
  }
}

function failed(problem: string): UpgradeStep {
  return { kind: 'failed', problem };
}
