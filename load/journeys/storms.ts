import { nowMs, type Recorder } from '../measure/index.ts';
import type { JourneyKnobs } from '../plan.ts';
import type { Connections } from './connections.ts';
import { Alarm, type Pacer } from './pacer.ts';
import type { Participant } from './participant.ts';

/** Between one who drops and the next: closing thousands at once would stop the generator's own thread. */
const spacingMs = 0.1;

export interface StormsOptions {
  recorder: Recorder;
  pacer: Pacer;
  connections: Connections;
  participants: readonly Participant[];
  random: () => number;
  journey: JourneyKnobs;
}

/**
 * Plans the storms of a window that begins at that time: everybody drops, and comes back each at a time of his own. The
 * function returned calls off those that have not begun.
 */
export function planStorms(fromMs: number, options: StormsOptions): () => void {
  const { storms, stormEveryMs } = options.journey;
  const alarms = Array.from({ length: storms }, () => new Alarm(() => breakLoose(options)));
  for (const [storm, alarm] of alarms.entries()) options.pacer.at(fromMs + (storm + 1) * stormEveryMs, alarm);
  return () => {
    for (const alarm of alarms) options.pacer.cancel(alarm);
  };
}

function breakLoose({ recorder, pacer, connections, participants, random, journey }: StormsOptions): void {
  const atMs = nowMs();
  recorder.beginStorm(atMs);
  for (const [position, participant] of participants.entries()) {
    const drop = new Alarm(() => connections.breakOff(participant, random() * journey.returnWithinMs));
    pacer.at(atMs + position * spacingMs, drop);
  }
}
