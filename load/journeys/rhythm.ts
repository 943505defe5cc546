import { shuffled } from './chance.ts';
import type { Participant } from './participant.ts';

/** What a turn is for. */
export type TurnKind = 'message' | 'typing' | 'status';

/** Evenly spaced times at which a participant has to send something. Times in milliseconds of `nowMs()`. */
export interface Rhythm {
  readonly kind: TurnKind;
  readonly periodMs: number;
  /** At this time and after it there is nothing more. */
  readonly untilMs: number;
  nextMs: number;
}

/** A time with constant rates. */
export interface Stretch {
  fromMs: number;
  untilMs: number;
}

/**
 * Shares a rate out: every sender has its own evenly spaced times, and those of all together are spread evenly, too; who
 * comes when is left to chance.
 */
export function shareRate(
  kind: TurnKind,
  perSecond: number,
  senders: readonly Participant[],
  { fromMs, untilMs }: Stretch,
  random: () => number,
): Map<Participant, Rhythm> {
  const rhythms = new Map<Participant, Rhythm>();
  if (perSecond <= 0 || senders.length === 0) return rhythms;
  const periodMs = (senders.length / perSecond) * 1000;
  for (const [slot, sender] of shuffled(senders, random).entries()) {
    const phase = (slot + random()) / senders.length;
    rhythms.set(sender, { kind, periodMs, untilMs, nextMs: fromMs + phase * periodMs });
  }
  return rhythms;
}

/** The rhythm whose turn comes first; none when all have ended. */
export function nextOf(rhythms: readonly Rhythm[]): Rhythm | undefined {
  let next: Rhythm | undefined;
  for (const rhythm of rhythms) {
    if (rhythm.nextMs < rhythm.untilMs && (!next || rhythm.nextMs < next.nextMs)) next = rhythm;
  }
  return next;
}
