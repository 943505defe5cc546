import type { Source } from './sources.ts';

/** What the server under test took in about a second: all its parts together, and each by name. */
export interface ServerSample {
  /** The time of day at the end of the second, in milliseconds since 1970. */
  atMs: number;
  /** In cores: 1.5 is one and a half of them. */
  cpuShare: number;
  residentBytes: number;
  /** Of the part with the slowest event loop. */
  eventLoopDelayMs?: number;
  parts: { name: string; cpuShare: number; residentBytes: number }[];
}

export interface ServerSampler {
  latest(): ServerSample | undefined;
  /** All samples so far. */
  samples(): readonly ServerSample[];
  /** How many seconds went by in which a part could not be read. */
  missed(): number;
  stop(): Promise<void>;
}

const everyMs = 1_000;
/** So many hours of seconds are kept. */
const maxSamples = 48 * 3_600;

/**
 * Reads every source once a second until it is stopped. A second in which one of them cannot be read is left out. Without
 * a source nothing is known, which is not the same as nothing being used.
 */
export function sampleServer(sources: readonly Source[]): ServerSampler {
  if (sources.length === 0) return noSamples;
  const samples: ServerSample[] = [];
  let missed = 0;
  let before: Reading | undefined;
  let underWay: Promise<void> | undefined;

  const look = async () => {
    const reading = await readAll(sources);
    if (!reading) missed += 1;
    else if (before && samples.length < maxSamples) samples.push(between(before, reading));
    before = reading;
  };
  const begin = () => {
    // A source that takes longer than a second is asked again when it has answered.
    underWay ??= look().finally(() => {
      underWay = undefined;
    });
  };
  begin();
  const timer = setInterval(begin, everyMs);
  return {
    latest: () => samples.at(-1),
    samples: () => samples,
    missed: () => missed,
    async stop() {
      clearInterval(timer);
      await underWay;
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}

const noSamples: ServerSampler = {
  latest: () => undefined,
  samples: () => [],
  missed: () => 0,
  stop: async () => {},
};

interface Reading {
  /** The time of day, and one that nobody sets. */
  atMs: number;
  monotonicMs: number;
  parts: { name: string; cpuS: number; residentBytes: number; eventLoopDelayMs?: number }[];
}

async function readAll(sources: readonly Source[]): Promise<Reading | undefined> {
  try {
    const usages = await Promise.all(sources.map((source) => source.read()));
    const parts = usages.map((usage, index) => ({ ...usage, name: sources[index]?.name ?? '' }));
    return { atMs: Date.now(), monotonicMs: performance.now(), parts };
  } catch {
    return undefined;
  }
}

function between(before: Reading, now: Reading): ServerSample {
  const seconds = Math.max((now.monotonicMs - before.monotonicMs) / 1000, 0.001);
  const parts = now.parts.map(({ name, cpuS, residentBytes }, index) => ({
    name,
    // A part that began anew counts from zero again.
    cpuShare: Math.max(0, cpuS - (before.parts[index]?.cpuS ?? cpuS)) / seconds,
    residentBytes,
  }));
  const delays = now.parts.flatMap(({ eventLoopDelayMs }) => eventLoopDelayMs ?? []);
  return {
    atMs: now.atMs,
    cpuShare: parts.reduce((sum, part) => sum + part.cpuShare, 0),
    residentBytes: parts.reduce((sum, part) => sum + part.residentBytes, 0),
    ...(delays.length > 0 && { eventLoopDelayMs: Math.max(...delays) }),
    parts,
  };
}
