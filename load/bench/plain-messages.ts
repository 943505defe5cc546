import type { Workload } from './workload.ts';

/** The only argument of the plain client's process, as JSON. */
export interface PlainSettings {
  url: string;
  workload: Workload;
}

/** What it says, over IPC, again and again from the moment that everybody is in place and speaks. */
export interface PlainReport {
  deliveries: number;
}
