import { nowMs } from '../clock.ts';
import type { WorkerRecord } from '../record.ts';
import { Recorder } from '../recorder.ts';
import { type Seeded, seeded } from './seeded.ts';

/** What is to happen in one conversation: a message, and when it arrives at the other, if it does. */
interface Exchange {
  conversation: number;
  segment: number;
  atMs: number;
  afterMs: number;
  fate: 'arrives' | 'lost' | 'doubled';
  lengthChars: number;
}

export const runId = 'run of a test';
const segmentMs = 3000;
const segments = 2;

export function exchanges(seed: number, conversations: number, count: number): Exchange[] {
  const random: Seeded = seeded(seed);
  const all = Array.from({ length: count }, () => ({
    conversation: random.below(conversations),
    segment: random.below(segments),
    atMs: random.below(segmentMs),
    afterMs: 0.2 + random.next() * random.next() * 800,
    fate: random.pick(['arrives', 'arrives', 'arrives', 'arrives', 'lost', 'doubled'] as const),
    lengthChars: random.pick([60, 1000]),
  }));
  return all.sort((one, other) => one.segment - other.segment || one.atMs - other.atMs);
}

/** Goes through exchanges with a recorder, conversations of two each. Its window began a while ago, so nothing has to be waited for. */
export function recordExchanges(worker: number, all: readonly Exchange[], windowMs: number): WorkerRecord {
  const recorder = new Recorder({
    runId,
    worker,
    host: 'a.host',
    ids: 'number',
    lateMs: 500,
    breakdown: 'size',
    manner: {
      echoesToSender: false,
      newMessageToBusiness: false,
      creatorFollows: true,
      typingToSender: false,
    },
  });
  recorder.beginWindow(windowMs, 1000);
  const places = new Map<number, { room: number; widget: number; agent: number }>();
  for (const { conversation } of all) {
    if (places.has(conversation)) continue;
    const room = recorder.addConversation(0);
    const [widget, agent] = (['widget', 'agent'] as const).map((role) => {
      const participant = recorder.addParticipant({ role, business: 0, node: 0, transport: 'websocket' });
      recorder.connected(5 + conversation);
      recorder.joined(room, participant, nowMs());
      recorder.seated(participant);
      return participant;
    }) as [number, number];
    places.set(conversation, { room, widget, agent });
  }
  for (let segment = 0; segment < segments; segment += 1) {
    const fromMs = windowMs + segment * segmentMs;
    recorder.beginSegment(`step ${segment + 1}`, fromMs, fromMs + segmentMs);
  }
  const arrivals: { atMs: number; agent: number; content: string }[] = [];
  for (const { conversation, segment, atMs, afterMs, fate, lengthChars } of all) {
    const { room, widget, agent } = places.get(conversation) as {
      room: number;
      widget: number;
      agent: number;
    };
    const intendedMs = windowMs + segment * segmentMs + atMs;
    recorder.due(intendedMs);
    const send = { conversation: room, sender: widget, via: 'socket', intendedMs, lengthChars } as const;
    const { content } = recorder.message(send);
    const arrival = { agent, content, atMs: intendedMs + afterMs };
    if (fate !== 'lost') arrivals.push(arrival);
    if (fate === 'doubled') arrivals.push({ ...arrival, atMs: arrival.atMs + 1 });
  }
  arrivals.sort((one, other) => one.atMs - other.atMs);
  for (const { agent, content, atMs } of arrivals) recorder.messageArrived(agent, content, atMs);
  recorder.beginStorm(windowMs + 5000);
  const elsewhere = recorder.addConversation(0);
  const dropped = recorder.addParticipant({ role: 'agent', business: 0, node: 0, transport: 'polling' });
  recorder.joined(elsewhere, dropped, windowMs);
  recorder.seated(dropped);
  recorder.away(dropped, windowMs + 5000);
  recorder.joined(elsewhere, dropped, windowMs + 5300 + worker);
  recorder.depart(dropped);
  recorder.problem('The server said something odd. It has dots, and ümlauts.');
  recorder.pulse();
  return recorder.record();
}
