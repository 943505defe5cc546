import { type Latency, type LedgerCounts, type LoadResult, loadVerdict } from '../results/index.ts';
import { addRun } from './conformance.ts';
import { counter, gauge, type MetricsRegistry, seconds, state } from './series.ts';

/** The quantiles of a latency by the names that result files use. */
const quantiles = {
  p50: '0.5',
  p90: '0.9',
  p95: '0.95',
  p99: '0.99',
  p999: '0.999',
  max: '1',
} as const satisfies Partial<Record<keyof Latency, string>>;

const outcomes: (keyof Omit<LedgerCounts, 'sent'>)[] = [
  'expected',
  'delivered',
  'lost',
  'duplicated',
  'outOfOrder',
  'late',
  'leaked',
  'altered',
];

/** A load result: verdict, trust, SLOs, latencies in seconds, the ledger as counts, connections, the generator. */
export function addLoad(registry: MetricsRegistry, result: LoadResult): void {
  const { scenario, verdict, trust, slo } = result;
  const name = 'pingback_load_verdict';
  const help = 'Verdict of the run: 1 for the one that it has.';
  state(registry, name, help, 'verdict', loadVerdict.options, verdict, { scenario });
  gauge(registry, 'pingback_load_trusted', 'Whether the measurement can be trusted.', [
    [{}, trust.trusted ? 1 : 0],
  ]);
  gauge(
    registry,
    'pingback_load_slo_met',
    'Whether the SLO was held; says nothing when the measurement cannot be trusted.',
    slo.map((one) => [{ slo: one.slo }, one.met ? 1 : 0]),
  );
  addLatencies(registry, result);
  addLedger(registry, result);
  addConnections(registry, result);
  addRun(registry, 'pingback_load', result);
}

function addLatencies(registry: MetricsRegistry, { events, connectMs }: LoadResult): void {
  const named = Object.entries(events);
  const samples = (latencyOf: (event: LoadResult['events'][string]) => Latency) =>
    named.flatMap(([event, latencies]) =>
      quantilesOf(latencyOf(latencies)).map(([quantile, value]) => [{ event, quantile }, value] as const),
    );
  const prefix = 'pingback_load';
  gauge(
    registry,
    `${prefix}_latency_seconds`,
    'Per delivery, from when the message was due.',
    samples(({ latencyMs }) => latencyMs),
  );
  gauge(
    registry,
    `${prefix}_uncorrected_latency_seconds`,
    'Per delivery, as a generator sees it that waits for one message before it sends the next.',
    samples(({ uncorrectedMs }) => uncorrectedMs),
  );
  gauge(
    registry,
    `${prefix}_last_recipient_latency_seconds`,
    'Per message, until its last recipient had it.',
    samples(({ lastRecipientMs }) => lastRecipientMs),
  );
  gauge(
    registry,
    `${prefix}_connect_seconds`,
    'How long connecting took.',
    quantilesOf(connectMs).map(([quantile, value]) => [{ quantile }, value]),
  );
}

/** In seconds; none where nothing was measured. */
function quantilesOf(latencyMs: Latency): [quantile: string, seconds: number][] {
  if (latencyMs.count === 0) return [];
  return Object.entries(quantiles).map(([figure, quantile]) => [
    quantile,
    seconds(latencyMs[figure as keyof typeof quantiles]),
  ]);
}

function addLedger(registry: MetricsRegistry, { ledgerByEvent }: LoadResult): void {
  const named = Object.entries(ledgerByEvent);
  counter(
    registry,
    'pingback_load_sent',
    'Messages and other events sent in the measured window.',
    named.map(([event, { sent }]) => [{ event }, sent]),
  );
  counter(
    registry,
    'pingback_load_deliveries',
    'Deliveries in the measured window, by what became of them.',
    named.flatMap(([event, counts]) =>
      outcomes.map((outcome) => [{ event, outcome }, counts[outcome]] as const),
    ),
  );
}

function addConnections(registry: MetricsRegistry, { sockets, generator }: LoadResult): void {
  gauge(registry, 'pingback_load_sockets', 'Connections, by who made them.', [
    [{ role: 'widget' }, sockets.widgets],
    [{ role: 'agent' }, sockets.agents],
  ]);
  gauge(registry, 'pingback_load_sockets_peak', 'Connections open at once.', [[{}, sockets.peak]]);
  counter(
    registry,
    'pingback_load_connections_broken',
    'Connections refused, or ended without being asked to.',
    [
      [{ how: 'refused' }, sockets.refused],
      [{ how: 'dropped' }, sockets.dropped],
    ],
  );
  counter(registry, 'pingback_load_messages', 'Messages that the schedule asked for, and that were sent.', [
    [{ what: 'intended' }, generator.intended],
    [{ what: 'achieved' }, generator.achieved],
  ]);
}
