import { randomBytes } from 'node:crypto';
import type { ClientPayloads, Id } from '../../conformance/contract/index.ts';
import { type TargetDescription, TargetError } from '../../fixtures/targets/index.ts';
import type { Manner } from '../plan.ts';
import { isId } from './arrivals.ts';
import { ProbeSocket, until } from './probe-socket.ts';
import { socketsFor, takeBareRefusals } from './socket.ts';

export type ProbeTarget = Pick<TargetDescription, 'nodes' | 'connect' | 'ids' | 'businesses' | 'timeouts'> & {
  /** The certificate authority, as PEM text. */
  ca?: string;
};

/** Each question is asked so often, since a yes may be seldom. */
const rounds = 3;
/** When those entitled have got something, others are listened to for so many times as long as that took. */
const patience = { times: 5, leastMs: 150, mostMs: 2_000 };
/** Between two attempts to reach somebody who may not have joined yet. */
const retryMs = 50;

/**
 * Finds out what the page leaves open (OBS-1 to OBS-4), with a handful of connections and one conversation in the first
 * business. A yes is seen, a no is silence for a while: so where the target answers late, no is the answer, which accuses
 * nobody. Throws a `TargetError` when a conversation cannot be opened, or nobody is served in it.
 */
export async function probeManner(target: ProbeTarget): Promise<Manner> {
  takeBareRefusals();
  const probe = new Probe(target);
  try {
    return await probe.run();
  } finally {
    probe.close();
  }
}

class Probe {
  readonly #target: ProbeTarget;
  readonly #boundMs: number;
  readonly #socketFor: ReturnType<typeof socketsFor>;
  readonly #sockets: ProbeSocket[] = [];
  readonly #token = randomBytes(6).toString('hex');
  #count = 0;
  #slowestMs = 0;

  constructor(target: ProbeTarget) {
    const { nodes, businesses, connect, ca } = target;
    const { path, headers, auth } = connect;
    this.#target = target;
    this.#boundMs = target.timeouts.event;
    this.#socketFor = socketsFor({ nodes, businesses, path, headers, auth, ca }, this.#boundMs);
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }

  async run(): Promise<Manner> {
    const last = this.#target.nodes.length - 1;
    const [customer, alice, bob] = await Promise.all([0, 0, last].map((node) => this.#connect(node)));
    if (!customer || !alice || !bob) throw new TypeError('three were asked for');
    const bystanders = await Promise.all(this.#target.nodes.map((_, node) => this.#connect(node)));
    const conversation = await this.#open(customer);
    for (const one of [alice, bob]) one.emits('join_conversation', { conversation_id: conversation });
    await this.#reach(alice, [bob], conversation);
    await this.#reach(bob, [alice], conversation);
    const typing = () => this.#types(alice, conversation);
    const creatorFollows = await this.#anyGets(typing, bob, [customer]);
    customer.emits('join_conversation', { conversation_id: conversation });
    await this.#reach(alice, [customer], conversation);
    const saying = () => this.#says(customer, conversation);
    return {
      creatorFollows,
      typingToSender: await this.#anyGets(() => this.#types(customer, conversation), bob, [customer]),
      echoesToSender: await this.#anyGets(saying, bob, [customer]),
      newMessageToBusiness: await this.#anyGets(saying, bob, bystanders),
    };
  }

  async #connect(node: number): Promise<ProbeSocket> {
    const socket = new ProbeSocket(this.#socketFor({ node, business: 0, transport: 'websocket' }));
    this.#sockets.push(socket);
    return socket.connected(this.#target.nodes[node] as string, this.#boundMs);
  }

  async #open(customer: ProbeSocket): Promise<Id> {
    const opening = this.#says(customer);
    const told = () => {
      const copies = this.#sockets.map((socket) => opening(socket)?.conversation_id);
      return [customer.told, ...copies].find(isId);
    };
    await until(() => told() !== undefined, this.#boundMs);
    const id = told();
    if (id !== undefined)
      return this.#target.ids === 'number' && Number.isSafeInteger(Number(id)) ? Number(id) : id;
    throw new TargetError(
      `A first client_message was sent to ${this.#target.nodes[0]}, and within ${this.#boundMs} ms nothing told which conversation it opened. \`conformance --clause CLM-1\` says more.`,
    );
  }

  /** Types until all of these have seen it: a join takes its time. */
  async #reach(sender: ProbeSocket, recipients: readonly ProbeSocket[], conversation: Id): Promise<void> {
    const sent: Look[] = [];
    const reached = () => recipients.every((one) => sent.some((look) => look(one)));
    const giveUpAtMs = performance.now() + this.#boundMs;
    while (performance.now() < giveUpAtMs) {
      sent.push(this.#types(sender, conversation));
      if (await until(reached, retryMs * sent.length)) return;
    }
    throw new TargetError(
      `Participants joined a conversation, and within ${this.#boundMs} ms typing of one did not reach another. \`conformance --clause TYP-1\` says more.`,
    );
  }

  /** Whether one of these gets it, too, as the one does who has to. */
  async #anyGets(act: () => Look, entitled: ProbeSocket, others: readonly ProbeSocket[]): Promise<boolean> {
    for (let round = 0; round < rounds; round += 1) {
      const startedMs = performance.now();
      const look = act();
      const anybody = () => others.some(look);
      await until(() => look(entitled) !== undefined || anybody(), this.#boundMs);
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - startedMs);
      const { times, leastMs, mostMs } = patience;
      const last = round === rounds - 1;
      const quietMs = last ? Math.min(Math.max(times * this.#slowestMs, leastMs), mostMs) : 0;
      if (await until(anybody, quietMs)) return true;
    }
    return false;
  }

  /** Sends a message, and returns what finds it at somebody. Without a conversation it opens one. */
  #says(sender: ProbeSocket, conversation_id?: Id): Look {
    const content = `probe ${this.#token} ${this.#count++}`;
    const customer_data = { name: `probe ${this.#token}`, email: `${this.#token}@example.com` };
    const payload: ClientPayloads['client_message'] = { content, conversation_id, customer_data };
    sender.emits('client_message', payload);
    return (socket) => socket.got('new_message', { content });
  }

  #types(sender: ProbeSocket, conversation_id: Id): Look {
    const number = Number.parseInt(this.#token.slice(0, 6), 16) * 64 + this.#count++;
    const uuid = `${this.#token.slice(0, 8)}-0000-4000-8000-${String(number).padStart(12, '0')}`;
    const user_id = this.#target.ids === 'uuid' ? uuid : number;
    sender.emits('typing', { conversation_id, user_id, is_typing: true });
    return (socket) => socket.got('typing', { user_id });
  }
}

/** What finds an event at somebody. */
type Look = (socket: ProbeSocket) => Readonly<Record<string, unknown>> | undefined;
