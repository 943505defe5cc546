import type { Participant, Role } from './participant.ts';

/** Which clauses promise that a connection like this is accepted. */
export function connectPromises(role: Role): string[] {
  if (role.through) return ['TRN-4'];
  if (role.over === 'polling') return ['TRN-2'];
  return role.over === 'websocket' ? ['TRN-1'] : ['CON-1', 'TRN-1'];
}

/** Which clauses promise that these, and only these, get what is sent in a conversation that they joined. */
export function joinPromises(missing: readonly Participant[]): string[] {
  if (missing.every(({ role }) => role.through)) return ['TRN-4'];
  if (missing.every(({ role }) => role.over === 'polling')) return ['TRN-2'];
  if (missing.every(({ role }) => role.node)) return ['BKP-1'];
  // MSG-5, because it may have been new_message that told which conversation to join.
  return ['ROM-3', 'MSG-1', 'CLM-3', 'MSG-5'];
}
