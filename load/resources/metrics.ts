import { Agent, request } from 'undici';

/** What a server tells about itself in the words of the Prometheus client libraries. */
export interface Metrics {
  cpuS: number;
  residentBytes: number;
  /** Where the server is written in Node.js. */
  eventLoopDelayMs?: number;
}

/** A page of metrics has some 10 kB; a larger one is not read to its end. */
export const maxPageBytes = 4 * 1024 * 1024;
const answerBoundMs = 2_000;

/** Where metrics are asked for, over one connection that is kept. */
export interface MetricsPage {
  /** Throws an `Error` that says in a few words what answered instead. */
  read(): Promise<Metrics>;
  close(): Promise<void>;
}

/** Redirects are not followed: they may lead to a host that nobody allowed. */
export function openMetrics(url: string): MetricsPage {
  const agent = new Agent({ connections: 1, maxResponseSize: maxPageBytes });
  return {
    async read() {
      const { statusCode, body } = await request(url, {
        dispatcher: agent,
        signal: AbortSignal.timeout(answerBoundMs),
      });
      const page = await body.text();
      if (statusCode !== 200) throw new Error(`it answered with HTTP ${statusCode}`);
      return readMetrics(page);
    },
    close: () => agent.destroy(),
  };
}

const names = {
  cpu: 'process_cpu_seconds_total',
  memory: 'process_resident_memory_bytes',
  eventLoop: 'nodejs_eventloop_lag_seconds',
};

/**
 * Reads the text format of Prometheus. Several series of one name are several processes: time and memory add up, and
 * the slowest event loop counts. Throws an `Error` when time or memory are not there.
 */
export function readMetrics(page: string): Metrics {
  const cpu = valuesOf(page, names.cpu);
  const memory = valuesOf(page, names.memory);
  if (cpu.length === 0 || memory.length === 0) {
    const missing = cpu.length === 0 ? names.cpu : names.memory;
    throw new Error(`its answer lacks ${missing}`);
  }
  const eventLoop = valuesOf(page, names.eventLoop);
  return {
    cpuS: sum(cpu),
    residentBytes: sum(memory),
    ...(eventLoop.length > 0 && { eventLoopDelayMs: Math.max(...eventLoop) * 1000 }),
  };
}

/** More series of one name than this are no processes. */
const maxSeries = 1_000;

/** `name value`, `name{label="…"} value`, either with a time behind it. */
function valuesOf(page: string, name: string): number[] {
  const values: number[] = [];
  for (let at = page.indexOf(name); at >= 0 && values.length < maxSeries; at = page.indexOf(name, at + 1)) {
    if (at > 0 && page[at - 1] !== '\n') continue;
    const end = page.indexOf('\n', at);
    const rest = page.slice(at + name.length, end < 0 ? page.length : end);
    // Labels may hold anything in quotes, braces and blanks included; the value stands behind the last brace.
    const [, value] = /^(?:\{.*\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?[ \t\r]*$/.exec(rest) ?? [];
    const number = Number(value);
    if (value !== undefined && Number.isFinite(number) && number >= 0) values.push(number);
  }
  return values;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
