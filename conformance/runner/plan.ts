import type { TargetDescription } from '../../fixtures/targets/target.ts';
import { type Capability, type Clause, type ControlAction, clauses } from '../contract/index.ts';

/** What the user asked for. */
export interface Selection {
  clauses?: string[];
  sections?: string[];
  level?: 'must' | 'should';
}

/** What can be said of a clause before anything is checked. */
export interface Foregone {
  verdict: 'excluded' | 'not-testable';
  message: string;
}

export interface Plan {
  selected: readonly Clause[];
  /** Clauses of the selection that need no check: what they need is declared absent, or missing. */
  foregone: ReadonlyMap<string, Foregone>;
  /** The others. */
  checked: readonly Clause[];
}

export interface Means {
  target: TargetDescription;
  heartbeat: { pingIntervalMs: number; pingTimeoutMs: number };
  controlActions: readonly ControlAction[];
  controlAbsent: Readonly<Partial<Record<ControlAction, string>>>;
  slow: boolean;
}

/** A heartbeat this short makes the slow clauses as fast as the others. */
const shortHeartbeatMs = 6000;
/** Nobody waits for a longer one, `--slow` or not. */
const longestHeartbeatMs = 10 * 60_000;

/** The clauses that a selection names, in the order of the table; observations come along unless a level is named. */
export function select(selection: Selection): readonly Clause[] {
  return clauses.filter(
    (clause) =>
      (!selection.clauses?.length || selection.clauses.includes(clause.id)) &&
      (!selection.sections?.length || selection.sections.includes(clause.section)) &&
      (!selection.level || clause.level.toLowerCase() === selection.level),
  );
}

export function plan(selected: readonly Clause[], means: Means, named: readonly string[] = []): Plan {
  const foregone = new Map<string, Foregone>();
  for (const clause of selected) {
    const reason = excluded(clause, means, named.includes(clause.id)) ?? notTestable(clause, means);
    if (reason) foregone.set(clause.id, reason);
  }
  return { selected, foregone, checked: selected.filter((clause) => !foregone.has(clause.id)) };
}

function excluded(clause: Clause, means: Means, isNamed: boolean): Foregone | undefined {
  const lacking = clause.needs?.find((capability) => !means.target.capabilities[capability]);
  if (lacking)
    return { verdict: 'excluded', message: `The configuration declares capabilities.${lacking} absent.` };
  const action = clause.control?.find((one) => !means.controlActions.includes(one));
  if (action) {
    const why =
      means.controlAbsent[action] ?? `nobody can carry out ${action} (configuration: control.${action})`;
    return { verdict: 'excluded', message: `It needs ${action}, and ${why}.` };
  }
  const beatMs = heartbeatMs(means);
  if (clause.slow && !means.slow && !isNamed && beatMs > shortHeartbeatMs && beatMs <= longestHeartbeatMs) {
    const seconds = Math.round(beatMs / 1000);
    return {
      verdict: 'excluded',
      message: `It takes a heartbeat of ${seconds} s to check; --slow includes it.`,
    };
  }
  return undefined;
}

function heartbeatMs({ heartbeat: { pingIntervalMs, pingTimeoutMs } }: Means): number {
  return pingIntervalMs + pingTimeoutMs;
}

function notTestable(clause: Clause, means: Means): Foregone | undefined {
  const { target } = means;
  if (clause.slow && heartbeatMs(means) > longestHeartbeatMs) {
    return {
      verdict: 'not-testable',
      message: `The handshake announces a heartbeat of ${Math.round(heartbeatMs(means) / 60_000)} minutes, and this suite waits for ${longestHeartbeatMs / 60_000} at most.`,
    };
  }
  const missing = clause.needs?.map((capability) => missingFor[capability]?.(target)).find(Boolean);
  if (missing) return { verdict: 'not-testable', message: missing };
  if (clause.stimuli?.length && target.stimuli.kind === 'none') {
    return {
      verdict: 'not-testable',
      message: `It needs ${clause.stimuli.join(' and ')}, and no stimuli are configured: give --hook URL, or "stimuli" in the configuration.`,
    };
  }
  return undefined;
}

const missingFor: Partial<Record<Capability, (target: TargetDescription) => string | undefined>> = {
  secondNode: ({ nodes }) =>
    nodes.length < 2
      ? 'It needs a second node: give --url twice, or declare capabilities.secondNode false if there is only one.'
      : undefined,
  secondBusiness: ({ businesses }) =>
    businesses.length < 2
      ? 'It needs a second business: give --business-id twice, or declare capabilities.secondBusiness false if there is only one.'
      : undefined,
};
