import { type ServerEventName, serverEventNames } from '../contract/index.ts';
import type { JournalEntry } from './journal.ts';
import { payloadOf, shown } from './matching.ts';
import { NotTestable, PrerequisiteFailure } from './verdicts.ts';

/** What one connection may bring into one check: more than a busy business does, and less than fills the memory. */
const most = { events: 10_000, bytes: 8 * 1024 * 1024 };

/** Counts what one connection takes in, and tells the bound that this passes, in words. */
export class Intake {
  #events = 0;
  #bytes = 0;
  #largest = 0;

  takesEvent(): string | undefined {
    this.#events += 1;
    return this.#events > most.events ? `${most.events} events` : undefined;
  }

  /** Whatever they are part of: what is no event yet fills the memory, too. A single large packet is no flood. */
  takesBytes(bytes: number): string | undefined {
    this.#bytes += bytes;
    this.#largest = Math.max(this.#largest, bytes);
    return this.#bytes - this.#largest > most.bytes ? `${most.bytes} bytes` : undefined;
  }
}

/** More came over one connection than a check can hold. The check ends there, since what follows nobody reads. */
export interface Flood {
  who: string;
  /** The event that most of it was. */
  event: string;
  /** What that says of the clause, instead of what the check would have found. */
  finding: NotTestable | PrerequisiteFailure;
}

/** What a flood shows, by what `who` got until a bound was passed. */
export function floodOf(who: string, bound: string, got: readonly JournalEntry[]): Flood {
  const kinds = [...Map.groupBy(got, kindOf).values()].toSorted((one, other) => other.length - one.length);
  const [largest = []] = kinds;
  const { event = '' } = largest.at(-1) ?? {};
  const tookMs = Math.round((got.at(-1)?.atMs ?? 0) - (got[0]?.atMs ?? 0));
  const actual = `${who} got more than ${bound} within ${tookMs} ms: ${inWords(kinds)}`;
  const promise = promiseBrokenBy(largest);
  const finding = promise
    ? new PrerequisiteFailure([promise], { expected: `Every \`${event}\` arrives once.`, actual })
    : new NotTestable(`${actual} ${nextStep}`);
  return { who, event, finding };
}

/** How much came of which kind, the largest first, and what that looked like. */
function inWords(kinds: readonly JournalEntry[][]): string {
  const last = kinds[0]?.at(-1);
  if (!last) return 'none of it an event.';
  const counts = kinds.slice(0, mostKinds).map((kind) => `${kind.length} ${nameOf(kind[0])}`);
  const others = kinds.length > mostKinds ? ' and others' : '';
  return `${counts.join(', ')}${others}. The last ${nameOf({ ...last, foreign: false })} was ${shown(last.args[0])}.`;
}

const mostKinds = 3;
const nextStep =
  'Among so much, nothing can be judged: find out why the server sends it, or check it where the business is quieter.';

const kindOf = ({ event, foreign = false }: JournalEntry) => `${foreign} ${event}`;

function nameOf(entry: JournalEntry | undefined): string {
  return `\`${shown(entry?.event, 60).slice(1, -1)}\`${entry?.foreign ? ' of other conversations' : ''}`;
}

/** Which clause promises that an event comes once, and the fields that copies have in common. */
const once: Record<ServerEventName, { clause: string; fields: readonly string[] } | undefined> = {
  new_message: { clause: 'MSG-9', fields: ['content'] },
  typing: { clause: 'TYP-5', fields: ['conversation_id', 'user_id', 'is_typing'] },
  delivered: { clause: 'RCP-5', fields: ['message_id'] },
  read: { clause: 'RCP-5', fields: ['message_id'] },
  agent_status_changed: undefined,
  conversation_assigned: undefined,
};

/** The clause that frames of one kind break when most of them are copies of the last, and caused by the check itself. */
function promiseBrokenBy(kind: readonly JournalEntry[]): string | undefined {
  const last = kind.at(-1);
  const event = serverEventNames.find((name) => name === last?.event);
  const promise = event && once[event];
  if (!last || last.foreign || !promise) return undefined;
  const payload = payloadOf(last);
  const isCopy = (entry: JournalEntry) =>
    promise.fields.every((field) => payloadOf(entry)?.[field] === payload?.[field]);
  return kind.filter(isCopy).length > kind.length / 2 ? promise.clause : undefined;
}
