import type { KnobsInput } from '../scenarios/index.ts';

/** What both clients do: so many connections, in conversations, in which widgets speak. */
export interface Workload {
  name: string;
  widgets: number;
  agents: number;
  /** Conversations that everybody shares; 0: each widget has its own, and an agent who serves it. */
  shared: number;
  /** Whether the bound on cost holds for it; otherwise it is there to be compared. */
  judged: boolean;
  /** Messages per second, by all together; every second one is announced by typing. */
  rate: number;
}

export const typingShare = 0.5;
/** Lengths of messages, in characters; no shorter than the stamp that ours carry. */
export const lengths = [50, 60, 140];

export const workloads: readonly Workload[] = [
  { name: '200 conversations of 10', widgets: 1800, agents: 200, shared: 200, rate: 1000, judged: true },
  { name: '800 conversations of 2', widgets: 800, agents: 200, shared: 0, rate: 2500, judged: false },
];

/** The same for our journeys. */
export function knobsOf({ widgets, agents, shared, rate }: Workload): Partial<KnobsInput> {
  const load = { widgets, agents, hotConversations: shared, rate, typingShare, sizes: lengths };
  return { ...load, ramp: '2s', warmUp: '10s', duration: '25s' };
}
