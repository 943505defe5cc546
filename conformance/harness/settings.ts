import type { TargetDescription } from '../../fixtures/targets/target.ts';
import type { ControlAction } from '../contract/index.ts';

/** Everything a check knows of its run. Plain data: the runner hands it to the test workers. */
export interface RunSettings {
  /** Made up for every run, so that runs beside each other never share a conversation or a text. */
  runId: string;
  target: TargetDescription;
  /** PEM text of the certificate authority, when the configuration names one. */
  ca?: string;
  /** Where the runner takes control actions (`POST <controlUrl>/<action>`), and which it can carry out. */
  controlUrl: string;
  controlActions: ControlAction[];
  /** What the target's handshake announced, in milliseconds. */
  heartbeat: { pingIntervalMs: number; pingTimeoutMs: number };
}

declare module 'vitest' {
  export interface ProvidedContext {
    pingback: RunSettings;
  }
}
