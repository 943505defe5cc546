import { setTimeout as pass } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import {
  type ClientEventName,
  type ClientPayloads,
  type Id,
  type ServerEventName,
  serverEventNames,
} from '../../conformance/contract/index.ts';
import { TargetError } from '../../fixtures/targets/index.ts';
import { printable } from '../../fixtures/targets/printable.ts';
import { conversationIdIn, isId } from './arrivals.ts';

const lookEveryMs = 5;

interface Frame {
  event: string;
  payload: Readonly<Record<string, unknown>>;
}

/** A connection that remembers what came. */
export class ProbeSocket {
  readonly #socket: Socket;
  readonly #frames: Frame[] = [];
  #failure: string | undefined;
  /** The conversation id in what nobody documented: an acknowledgement, an event of the target's own. */
  told: Id | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.onAny((event: unknown, payload: unknown) => {
      const documented = serverEventNames.some((name) => name === event);
      if (!documented) this.#tell(payload);
      if (typeof payload !== 'object' || payload === null) return;
      this.#frames.push({ event: String(event), payload: payload as Frame['payload'] });
    });
    socket.on('connect_error', (error) => {
      this.#failure = error.message;
    });
    socket.on('disconnect', (reason) => {
      this.#failure = `the connection ended (${reason})`;
    });
    socket.connect();
  }

  async connected(node: string, boundMs: number): Promise<this> {
    await until(() => this.#socket.connected || this.#failure !== undefined, boundMs);
    if (this.#socket.connected) return this;
    const why = this.#failure === undefined ? `no answer in ${boundMs} ms` : printable(this.#failure, 120);
    throw new TargetError(`${node} did not let a client of the business in: ${why}.`);
  }

  emits<Event extends ClientEventName>(event: Event, payload: ClientPayloads[Event]): void {
    this.#socket.emit(event, payload, (answer: unknown) => this.#tell(answer));
  }

  /** The payload of the first event of that name with these fields. */
  got(event: ServerEventName, fields: Frame['payload']): Frame['payload'] | undefined {
    const wanted = Object.entries(fields);
    const fits = ({ payload }: Frame) => wanted.every(([name, value]) => payload[name] === value);
    return this.#frames.find((frame) => frame.event === event && fits(frame))?.payload;
  }

  close(): void {
    this.#socket.disconnect();
  }

  #tell(value: unknown): void {
    const id = conversationIdIn(value);
    if (isId(id)) this.told ??= id;
  }
}

/** Waits until that is so. Returns whether it came to be in time. */
export async function until(look: () => boolean, boundMs: number): Promise<boolean> {
  const giveUpAtMs = performance.now() + boundMs;
  while (!look()) {
    if (performance.now() > giveUpAtMs) return false;
    await pass(lookEveryMs);
  }
  return true;
}
