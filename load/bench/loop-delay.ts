import { setTimeout as pass } from 'node:timers/promises';
import { nowMs, Recorder } from '../measure/index.ts';

/*
 * How long measuring holds up the event loop, at 20,000 deliveries in a second: the same loop with measuring and without.
 * Other work on the machine only ever adds, so of several rounds the calmest counts.
 */

const deliveriesPerSecond = 20_000;
const perMessage = 10;
const conversations = 200;
const rounds = 10;
const roundMs = 1_500;
const pulseMs = 1_000;

const manner = {
  echoesToSender: true,
  newMessageToBusiness: false,
  creatorFollows: true,
  typingToSender: false,
};

/** Takes messages, and what arrives of them. */
interface Taker {
  message(conversation: number, intendedMs: number): string;
  arrived(conversation: number, member: number, content: string): void;
  pulse(): void;
}

function measuring(): Taker {
  const host = 'here';
  const recorder = new Recorder({ runId: 'bench', worker: 0, host, ids: 'number', lateMs: 1000, manner });
  const traits = { role: 'widget', business: 0, node: 0, transport: 'websocket' } as const;
  const rooms = Array.from({ length: conversations }, () => {
    const room = recorder.addConversation(0);
    const members = Array.from({ length: perMessage }, () => recorder.addParticipant(traits));
    for (const member of members) recorder.joined(room, member, nowMs());
    return { room, members };
  });
  recorder.beginWindow(nowMs(), 0);
  recorder.beginSegment('all', nowMs(), nowMs() + 60 * roundMs);
  return {
    message(conversation, intendedMs) {
      const { room, members } = rooms[conversation] as (typeof rooms)[number];
      const [sender] = members;
      recorder.due(intendedMs);
      return recorder.message({ conversation: room, sender, via: 'socket', intendedMs, lengthChars: 100 })
        .content;
    },
    arrived(conversation, member, content) {
      recorder.messageArrived(rooms[conversation]?.members[member] as number, content, nowMs());
    },
    pulse: () => void recorder.pulse(),
  };
}

/** Does as little as can be done. */
function counting(): Taker {
  const content = 'x'.repeat(100);
  let characters = 0;
  return {
    message: () => content,
    arrived: (_conversation, _member, arrived) => {
      characters += arrived.length;
    },
    pulse: () => void characters,
  };
}

/** The longest that anything had to wait for the loop, beyond the millisecond that its timer takes. */
async function worstDelayMs(taker: Taker): Promise<number> {
  const startMs = nowMs();
  let [worstMs, sent, pulsed] = [0, 0, 0];
  for (let lastMs = startMs; lastMs - startMs < roundMs; ) {
    const due = ((lastMs - startMs) / 1000) * (deliveriesPerSecond / perMessage);
    for (; sent < due; sent += 1) {
      const conversation = sent % conversations;
      const content = taker.message(conversation, lastMs);
      for (let member = 0; member < perMessage; member += 1) taker.arrived(conversation, member, content);
    }
    if ((lastMs - startMs) / pulseMs >= pulsed + 1) {
      taker.pulse();
      pulsed += 1;
    }
    await pass(1);
    const atMs = nowMs();
    worstMs = Math.max(worstMs, atMs - lastMs - 1);
    lastMs = atMs;
  }
  return worstMs;
}

/** Milliseconds, of the calmest round with measuring and without. */
export async function compareLoopDelay(): Promise<{ measuringMs: number; countingMs: number }> {
  const takers = { measuringMs: measuring(), countingMs: counting() };
  const calmest = { measuringMs: Number.POSITIVE_INFINITY, countingMs: Number.POSITIVE_INFINITY };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of ['countingMs', 'measuringMs'] as const) {
      calmest[name] = Math.min(calmest[name], await worstDelayMs(takers[name]));
    }
  }
  return calmest;
}
