import type { ClauseResult, ConformanceResult, Frame } from '../results/index.ts';
import type { Redactor } from './index.ts';

/**
 * The result without secrets. Only what may hold foreign text is treated: a secret that happens to be spelled
 * like a verdict or a field name (`pass`, `message`) must not make the file invalid.
 */
export function redactConformance(result: ConformanceResult, { text, deep }: Redactor): ConformanceResult {
  const { target } = result;
  return {
    ...result,
    summary: text(result.summary),
    command: optional(text, result.command),
    selection: optional(text, result.selection),
    target: {
      ...target,
      nodes: target.nodes.map(text),
      businesses: target.businesses.map(text),
      choice: text(target.choice),
      stimuli: text(target.stimuli),
    },
    clauses: result.clauses.map((clause) => redactClause(clause, { text, deep })),
    observations: result.observations.map((entry) => ({ ...entry, answer: text(entry.answer) })),
    notes: result.notes.map(text),
  };
}

/** One clause of it, for what is shown while the run goes on. */
export function redactClause(clause: ClauseResult, { text }: Redactor): ClauseResult {
  const frame = (original: Frame): Frame => ({
    ...original,
    who: text(original.who),
    event: text(original.event),
    payload: optional(text, original.payload),
  });
  return {
    ...clause,
    message: optional(text, clause.message),
    expected: optional(text, clause.expected),
    actual: optional(text, clause.actual),
    rerun: optional(text, clause.rerun),
    evidence: clause.evidence.map(frame),
    nearMisses: clause.nearMisses.map((miss) => ({
      frame: frame(miss.frame),
      reasons: miss.reasons.map(text),
    })),
  };
}

function optional(text: Redactor['text'], value: string | undefined): string | undefined {
  return value === undefined ? undefined : text(value);
}
