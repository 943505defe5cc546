import type { ClauseResult, ConformanceResult } from '../results/index.ts';

/** What a conformance run reports while it goes on, in this order; `clause` once for each clause as it is judged. */
export type ConformanceProgress =
  /** One line: which target, and why this one. */
  | { kind: 'target'; choice: string }
  | { kind: 'started'; total: number; sections: string[] }
  /** `running`: the ids of the clauses that are being checked right now. */
  | { kind: 'clause'; result: ClauseResult; done: number; total: number; running: string[] }
  | { kind: 'finished'; result: ConformanceResult }
  /** The paths of the reports. */
  | { kind: 'written'; files: string[] };
