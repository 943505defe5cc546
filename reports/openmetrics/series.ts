import { Counter, Gauge, type OpenMetricsContentType, type Registry } from 'prom-client';
import { visibleLine } from '../visible/index.ts';

export type MetricsRegistry = Registry<OpenMetricsContentType>;
type Labels = Record<string, string>;

/** Values of one name: the labels of each, and what it is worth. */
type Samples = readonly (readonly [Labels, number])[];

/** Something that can go up and down. A name without values is left out. */
export function gauge(registry: MetricsRegistry, name: string, help: string, samples: Samples): void {
  const metric = declared(Gauge, registry, name, help, samples);
  for (const [labels, value] of samples) metric?.set(shown(labels), value);
}

/** Something that was counted; `_total` is added to the name. A file of others may hold counts below zero, which no counter is. */
export function counter(registry: MetricsRegistry, name: string, help: string, samples: Samples): void {
  const metric = declared(Counter, registry, name, help, samples);
  for (const [labels, value] of samples) metric?.inc(shown(labels), Math.max(0, value));
}

/** Each of the states as a series of its own, 1 for the one that is so and 0 for the rest. */
export function state(
  registry: MetricsRegistry,
  name: string,
  help: string,
  label: string,
  states: readonly string[],
  current: string,
  labels: Labels = {},
): void {
  gauge(
    registry,
    name,
    help,
    states.map((one) => [{ ...labels, [label]: one }, one === current ? 1 : 0]),
  );
}

function declared<M extends Gauge | Counter>(
  Metric: new (configuration: {
    name: string;
    help: string;
    labelNames: string[];
    registers: MetricsRegistry[];
  }) => M,
  registry: MetricsRegistry,
  name: string,
  help: string,
  samples: Samples,
): M | undefined {
  if (samples.length === 0) return undefined;
  const labelNames = Object.keys(samples[0]?.[0] ?? {});
  return new Metric({ name, help, labelNames, registers: [registry] });
}

/** Names come from servers and files of others; what cannot be seen in them must not tell two series apart. */
function shown(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, visibleLine(value)]));
}

/** Milliseconds as seconds, to the microsecond that was measured. */
export function seconds(ms: number): number {
  return Math.round(ms * 1_000) / 1_000_000;
}
