import { type ConformanceResult, clauseVerdict, conformanceVerdict, isMet } from '../results/index.ts';
import { gauge, type MetricsRegistry, seconds, state } from './series.ts';

/** A conformance result: the verdict of the run and of every clause, how many have which, when and how long. */
export function addConformance(registry: MetricsRegistry, result: ConformanceResult): void {
  const verdicts = clauseVerdict.options;
  state(
    registry,
    'pingback_conformance_verdict',
    'Verdict of the run: 1 for the one that it has.',
    'verdict',
    conformanceVerdict.options,
    result.verdict,
  );
  gauge(registry, 'pingback_conformance_met', 'Whether the run ended with exit code 0.', [
    [{}, isMet(result) ? 1 : 0],
  ]);
  gauge(
    registry,
    'pingback_conformance_clauses',
    'Clauses with this verdict.',
    verdicts.map((verdict) => [
      { verdict },
      result.clauses.filter((clause) => clause.verdict === verdict).length,
    ]),
  );
  gauge(
    registry,
    'pingback_conformance_clause',
    'A clause with its verdict; always 1.',
    result.clauses.map(({ id, level, section, verdict }) => [{ id, level, section, verdict }, 1]),
  );
  gauge(
    registry,
    'pingback_conformance_clause_duration_seconds',
    'How long the check of a clause took.',
    result.clauses.map(({ id, durationMs }) => [{ id }, seconds(durationMs)]),
  );
  addRun(registry, 'pingback_conformance', result);
}

/** What made the result, when it began and how long it took. */
export function addRun(
  registry: MetricsRegistry,
  prefix: string,
  {
    suite,
    startedAt,
    durationMs,
  }: { suite: { version: string; node: string }; startedAt: string; durationMs: number },
): void {
  gauge(registry, `${prefix}_suite`, 'The suite that measured; always 1.', [
    [{ version: suite.version, node: suite.node }, 1],
  ]);
  const startedMs = Date.parse(startedAt);
  gauge(
    registry,
    `${prefix}_started_timestamp_seconds`,
    'When the run began, in seconds since 1970.',
    Number.isNaN(startedMs) ? [] : [[{}, seconds(startedMs)]],
  );
  gauge(registry, `${prefix}_duration_seconds`, 'How long the run took.', [[{}, seconds(durationMs)]]);
}
