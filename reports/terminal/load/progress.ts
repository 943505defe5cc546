import type { LoadResult } from '../../results/index.ts';

/** How a load run looks just now, all workers together; of delays and latencies the worst. */
export interface LoadView {
  phase: 'arriving' | 'waiting' | 'warm-up' | 'measuring' | 'draining';
  /** Of the whole run, 0 to 1, and what is left of it if nothing goes wrong. */
  share: number;
  leftMs: number;
  sockets: number;
  /** Participants that are where they belong, and how many there will be. */
  seated: number;
  seats: number;
  /** Messages, typing and whatever else the schedule asks for. */
  intendedPerSecond: number;
  achievedPerSecond: number;
  deliveriesPerSecond: number;
  /** new_message in the last second. */
  p50Ms: number;
  p99Ms: number;
  inFlight: number;
  /** Overdue just now, or lost. */
  lost: number;
  /** Absent until the first worker has spoken. */
  generator?: { eventLoopDelayMaxMs: number; cpuShare?: number };
  server?: { cpuShare: number; residentBytes: number };
}

/** What a load run reports while it goes on, in this order. */
export type LoadProgress =
  /** One line: which target, and why this one. */
  | { kind: 'target'; choice: string }
  | { kind: 'started'; scenario: string; question: string; sockets: number; perSecond: number; forMs: number }
  /** About once a second. */
  | { kind: 'view'; view: LoadView }
  /** Something that is worth a line of its own, as it happens. */
  | { kind: 'note'; text: string }
  | { kind: 'finished'; result: LoadResult }
  /** The paths of the reports. */
  | { kind: 'written'; files: string[] };
