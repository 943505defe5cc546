import type { Manner } from '../plan.ts';
import { eventIndex } from './counts.ts';
import type { Message } from './message.ts';
import { standing } from './room.ts';

/*
 * Who must get an event that is being sent, and who may. Both functions note it in the message, and return how many
 * are away and will miss it.
 */

/** Everybody in the room. */
export function expectMembers(message: Message, manner: Manner): number {
  const { room, senderSlot } = message;
  message.ensureSlots(room.slots);
  const backToSender = message.viaStimulus || sendsBack(message.event, manner);
  let remaining = 0;
  let missing = 0;
  for (let slot = 0; slot < room.slots; slot += 1) {
    let stands = room.standings[slot] as number;
    if (stands === standing.away) missing += 1;
    else if (stands === standing.expected) {
      if (slot === senderSlot && !backToSender) stands = standing.possible;
      else remaining += 1;
    }
    message.standings[slot] = stands;
  }
  message.remaining = remaining;
  return missing;
}

/** Those in the named slots alone. Nothing is said of the others. */
export function expectNamed(message: Message, slots: ReadonlySet<number>): number {
  const { room } = message;
  message.ensureSlots(room.slots);
  message.standings.fill(standing.none, 0, message.slots);
  message.remaining = 0;
  let missing = 0;
  for (const slot of slots) {
    const away = room.standings[slot] === standing.away;
    message.standings[slot] = away ? standing.away : standing.expected;
    if (away) missing += 1;
    else message.remaining += 1;
  }
  return missing;
}

function sendsBack(event: number, manner: Manner): boolean {
  return event === eventIndex.typing ? manner.typingToSender : manner.echoesToSender;
}

/** Whether an event may reach connections of the business that are not in the room. */
export function mayReachBusiness(event: number, manner: Manner): boolean {
  if (event === eventIndex.new_message) return manner.newMessageToBusiness;
  // What the page promises of the others is only that no other business gets them.
  return event !== eventIndex.typing;
}
