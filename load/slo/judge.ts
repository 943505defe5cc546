import type {
  EventLatencies,
  Latency,
  LedgerCounts,
  SloResult,
  StimulusCounts,
} from '../../reports/results/index.ts';
import type { Mishap, Setback, Slo } from './parse.ts';

/** What an SLO can be held against: a whole run, or a part of it. */
export interface Measured {
  /** By name of the server's event. */
  events: Readonly<Record<string, Pick<EventLatencies, 'latencyMs' | 'lastRecipientMs'>>>;
  /** Absent where nobody connects. */
  connectMs?: Latency;
  ledger: LedgerCounts;
  /** The same with what is around it: arrival, warm-up, drain, other parts. Absent where a part stands for itself. */
  wholeRun?: LedgerCounts;
  /** What went wrong with connections; a part of a run can't tell all of it. */
  sockets: Readonly<Partial<Record<Setback, number>>>;
  /** Absent of a part of a run. */
  stimuli?: Readonly<StimulusCounts>;
  /** new_message alone. */
  messagesPerSecond: number;
}

/** Whether this was held. A latency of which nothing was measured is not held: nobody knows. */
export function judgeSlo({ text, subject, operator, limit, unit }: Slo, measured: Measured): SloResult {
  const actual = actualOf(subject, unit, measured);
  if (actual === undefined) {
    return { slo: text, met: false, actual: 0, unit, remark: 'none was measured' };
  }
  return { slo: text, met: compare[operator](actual, limit), actual, unit };
}

/** What no load excuses, whenever it happens: a server that is asked for too much may be slow, or lose something. */
const never: ReadonlySet<Mishap> = new Set(['duplicated', 'leaked', 'altered']);

/** Whether it counts over the whole run; the others count in the measured window. */
export function countsAlways(mishap: Mishap): boolean {
  return never.has(mishap);
}

const compare: Record<Slo['operator'], (actual: number, limit: number) => boolean> = {
  '<': (actual, limit) => actual < limit,
  '<=': (actual, limit) => actual <= limit,
  '=': (actual, limit) => actual === limit,
  '>=': (actual, limit) => actual >= limit,
  '>': (actual, limit) => actual > limit,
};

function actualOf(subject: Slo['subject'], unit: Slo['unit'], measured: Measured): number | undefined {
  switch (subject.of) {
    case 'event': {
      const event = measured.events[subject.event];
      return figureOf(
        subject.recipient === 'last' ? event?.lastRecipientMs : event?.latencyMs,
        subject.figure,
      );
    }
    case 'connect':
      return figureOf(measured.connectMs, subject.figure);
    case 'ledger': {
      const ledger = countsAlways(subject.mishap) ? (measured.wholeRun ?? measured.ledger) : measured.ledger;
      const count = ledger[subject.mishap];
      return unit === 'ratio' ? share(count, ledger.expected) : count;
    }
    case 'sockets':
      return measured.sockets[subject.setback];
    case 'stimuli':
      return measured.stimuli?.[subject.trouble];
    case 'rate':
      return measured.messagesPerSecond;
  }
}

function figureOf(latency: Latency | undefined, figure: keyof Latency): number | undefined {
  return latency && latency.count > 0 ? latency[figure] : undefined;
}

/** Deliveries that nobody expected are a whole share of none. */
function share(count: number, expected: number): number {
  if (expected > 0) return count / expected;
  return count > 0 ? 1 : 0;
}
