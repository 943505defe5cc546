import type { ServerEventName, ServerPayloads } from '../contract/index.ts';
import type { Act } from './matching.ts';
import type { Participant, Role } from './participant.ts';

/**
 * What most checks build on, the very first thing first. Their checks begin before all others: where a server does not
 * even that, it is found out at once.
 */
const foundations: readonly string[] = ['CON-1', 'TRN-1', 'TRN-2', 'CLM-1', 'CLM-4', 'ROM-3'];

/** Puts the ids of foundations first; the others keep their order. */
export function foundationsFirst(ids: Iterable<string>): string[] {
  const rank = (id: string) => {
    const position = foundations.indexOf(id);
    return position === -1 ? foundations.length : position;
  };
  return [...ids].sort((one, other) => rank(one) - rank(other));
}

/** Which clauses promise that a connection like this is accepted. */
export function connectPromises(role: Role): string[] {
  if (role.through) return ['TRN-4'];
  if (role.over === 'polling') return ['TRN-2'];
  return role.over === 'websocket' ? ['TRN-1'] : ['CON-1', 'TRN-1'];
}

/** Which clause promises that who joined a conversation gets what is sent there, whoever it is. */
export const joinedPromises: readonly string[] = ['ROM-3'];

/** Which clauses promise that these, and only these, get what is sent in a conversation that they joined. */
export function joinPromises(missing: readonly Participant[]): string[] {
  // MSG-5, because it may have been new_message that told which conversation to join.
  return wayPromises(missing) ?? ['ROM-3', 'MSG-1', 'CLM-3', 'MSG-5'];
}

/** Which clause promises a handshake that clients can read. */
export const handshakePromises: readonly string[] = ['TRN-5'];

/** Which clause promises that a connection is kept that does nothing wrong. */
export const keptPromises: readonly string[] = ['TRN-7'];

/** Which clauses promise that what an act causes reaches this one, who is entitled to it. */
export function arrivalPromises(act: Act, missing: Participant): string[] {
  return wayPromises([missing]) ?? eventPromises(act);
}

/** Which clauses promise that what an act causes reaches those who are entitled to it, whichever way they go. */
export function eventPromises(act: Pick<Act, 'event' | 'identity'>): string[] {
  return [...new Set([...sentPromises(act), ...formPromises[act.event]])];
}

/** Which clause promises that an act causes its event at all, in whatever form. */
export function sentPromises({ event, identity }: Pick<Act, 'event' | 'identity'>): string[] {
  const starts = (identity as Partial<ServerPayloads['typing']>).is_typing === true;
  const sent: Record<ServerEventName, string> = {
    new_message: 'MSG-1',
    typing: starts ? 'TYP-1' : 'TYP-2',
    delivered: 'RCP-1',
    read: 'RCP-2',
    agent_status_changed: 'AST-1',
    conversation_assigned: 'ASG-1',
  };
  return [sent[event]];
}

/** Which clause promises that an event arrives once. */
export function oncePromises({ event }: Pick<Act, 'event'>): string[] {
  const once: Partial<Record<ServerEventName, string>> = {
    new_message: 'MSG-9',
    typing: 'TYP-5',
    delivered: 'RCP-5',
    read: 'RCP-5',
  };
  const clause = once[event];
  return clause ? [clause] : [];
}

/** Which clauses promise that who opens a conversation gets one that is nobody else's. */
export const ownConversationPromises: readonly string[] = ['CLM-1', 'CLM-2'];

/** Which clause promises that a message goes into the conversation that it names. */
export const continuedPromises: readonly string[] = ['CLM-3'];

/** Which clause promises that this one gets the text of a message as it was sent. */
export function contentPromises({ role }: Participant): string[] {
  return role.through || role.over === 'polling' ? ['TRN-10'] : ['MSG-2'];
}

/** Which clauses promise that an event which arrives is told by its payload to be the one that is due. */
export const formPromises: Readonly<Record<ServerEventName, readonly string[]>> = {
  new_message: ['MSG-1', 'MSG-2'],
  typing: ['TYP-3'],
  delivered: ['RCP-1', 'RCP-3'],
  read: ['RCP-2', 'RCP-3'],
  agent_status_changed: ['AST-2'],
  conversation_assigned: ['ASG-2'],
};

/** Which clause promises that events find their way to these, where it is not the way that all others go. */
function wayPromises(missing: readonly Participant[]): string[] | undefined {
  if (missing.every(({ role }) => role.through)) return ['TRN-4'];
  if (missing.every(({ role }) => role.over === 'polling')) return ['TRN-2'];
  if (missing.every(({ role }) => role.node)) return ['BKP-1'];
  return undefined;
}
