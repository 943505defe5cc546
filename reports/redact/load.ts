import type { LoadResult } from '../results/index.ts';
import type { Redactor } from './index.ts';

/** The result without secrets. Only what may hold foreign text is treated, so that no field loses its form. */
export function redactLoad(result: LoadResult, { text }: Redactor): LoadResult {
  const { target, breakdown, capacity } = result;
  const knobs = Object.entries(result.knobs).map(([name, value]) => [
    name,
    typeof value === 'string' ? text(value) : value,
  ]);
  return {
    ...result,
    scenario: text(result.scenario),
    question: text(result.question),
    knobs: Object.fromEntries(knobs),
    summary: text(result.summary),
    command: result.command === undefined ? undefined : text(result.command),
    target: {
      ...target,
      nodes: target.nodes.map(text),
      choice: text(target.choice),
      businesses: target.businesses.map(text),
      stimuli: text(target.stimuli),
    },
    breakdown: breakdown && {
      ...breakdown,
      rows: breakdown.rows.map((row) => ({ ...row, label: text(row.label) })),
    },
    segments: result.segments.map((segment) => ({ ...segment, label: text(segment.label) })),
    capacity: capacity && { ...capacity, ended: text(capacity.ended) },
    intervals: result.intervals.map((interval) => withoutSecretParts(interval, text)),
    trust: {
      ...result.trust,
      reasons: result.trust.reasons.map(({ reason, advice }) => ({
        reason: text(reason),
        advice: text(advice),
      })),
    },
    notes: result.notes.map(text),
  };
}

/** A part is named after the address of its metrics. */
function withoutSecretParts(
  interval: LoadResult['intervals'][number],
  text: Redactor['text'],
): LoadResult['intervals'][number] {
  const { server } = interval;
  if (!server) return interval;
  const parts = server.parts.map((part) => ({ ...part, name: text(part.name) }));
  return { ...interval, server: { ...server, parts } };
}
