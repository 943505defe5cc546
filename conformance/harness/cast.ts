import type { Participant, Role } from './participant.ts';
import { letIn } from './sentinels.ts';
import type { Conversation, Stage } from './stage.ts';

type Named = string | Role;
type NameOf<R extends Named> = R extends string ? R : R extends Role<infer Name> ? Name : never;
type Players<R extends readonly Named[]> = { [Name in NameOf<R[number]>]: Participant };

/** A participant that uses long-polling alone. */
export function polling<Name extends string>(name: Name, rest: Omit<Role, 'name' | 'over'> = {}): Role<Name> {
  return { ...rest, name, over: 'polling' };
}
/** A participant that uses WebSocket alone. */
export function websocket<Name extends string>(
  name: Name,
  rest: Omit<Role, 'name' | 'over'> = {},
): Role<Name> {
  return { ...rest, name, over: 'websocket' };
}
/** A participant on the target's last node; the others are on its first. */
export function elsewhere<Name extends string>(
  name: Name,
  rest: Omit<Role, 'name' | 'node'> = {},
): Role<Name> {
  return { ...rest, name, node: -1 };
}
/** A participant of the second business. */
export function stranger<Name extends string>(
  name: Name,
  rest: Omit<Role, 'name' | 'stranger'> = {},
): Role<Name> {
  return { ...rest, name, stranger: true };
}

/** Who is on stage when the check begins; connects and lets join as soon as it is awaited. */
export class Cast<Result> implements PromiseLike<Result> {
  readonly #stage: Stage;
  readonly #joining: readonly Named[] | undefined;
  readonly #others: readonly Named[];

  constructor(stage: Stage, joining: readonly Named[] | undefined, others: readonly Named[]) {
    this.#stage = stage;
    this.#joining = joining;
    this.#others = others;
  }

  /** Connects these too; they join nothing. */
  and<const R extends readonly Named[]>(...others: R): Cast<Result & Players<R>> {
    return new Cast(this.#stage, this.#joining, [...this.#others, ...others]);
  }

  // biome-ignore lint/suspicious/noThenProperty: a cast is awaited like a sentence, with or without `.and(…)`
  then<Next, Failed>(
    fulfilled?: ((result: Result) => Next | PromiseLike<Next>) | null,
    rejected?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Next | Failed> {
    return this.#assemble().then(fulfilled, rejected) as Promise<Next | Failed>;
  }

  async #assemble(): Promise<Result> {
    const joining = this.#joining ?? [];
    const roles = [...joining, ...this.#others].map((one) => (typeof one === 'string' ? { name: one } : one));
    const [conversation, ...participants] = await Promise.all([
      this.#joining ? this.#stage.openConversation() : undefined,
      ...roles.map((role) => this.#stage.connect(role)),
    ]);
    if (conversation) await letIn(this.#stage, participants.slice(0, joining.length), conversation);
    const players = Object.fromEntries(participants.map((one) => [one.name, one]));
    return (conversation ? { ...players, conversation } : players) as Result;
  }
}

/** How a check begins: `given.conversation('alice', 'bob').and('mallory')`. */
export class Given {
  readonly stage: Stage;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** One conversation that all of these joined; a customer of its own opened it. */
  conversation<const R extends readonly Named[]>(
    ...roles: R
  ): Cast<Players<R> & { conversation: Conversation }> {
    return new Cast(this.stage, roles, []);
  }

  /** Connections of the second business, one on every node; they joined nothing. */
  strangers(): Promise<Participant[]> {
    const roles = this.stage.settings.target.nodes.map((_, node) =>
      stranger(node === 0 ? 'mallory' : `mallory on node ${node + 1}`, { node }),
    );
    return Promise.all(roles.map((role) => this.stage.connect(role)));
  }

  /** Connections that joined nothing. */
  connections<const R extends readonly Named[]>(...roles: R): Cast<Players<R>> {
    return new Cast(this.stage, undefined, roles);
  }
}
