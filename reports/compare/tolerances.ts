/** How much of a difference is none: so large a share of the base, or so much in the metric's unit, whichever is more. */
export interface Tolerance {
  share: number;
  floor: number;
}

/**
 * By kind of figure; `--tolerance` changes any of them. They cover what two runs of the same server differ by as a whole,
 * which no look inside of one run can show: how connections fell on nodes, what else the machine did, how a process
 * was laid out in memory. Latencies of messages half a millisecond apart are not worth anybody's evening; the far
 * percentiles of what takes a few milliseconds are those of the scheduler, whose time slices are as long (`events`: the p99
 * of every event but new_message).
 */
export const defaultTolerances = {
  p50: { share: 0.05, floor: 0.5 },
  p90: { share: 0.05, floor: 0.5 },
  p99: { share: 0.08, floor: 1 },
  p999: { share: 0.2, floor: 2 },
  last: { share: 0.08, floor: 1 },
  events: { share: 0.15, floor: 3 },
  connect: { share: 0.25, floor: 25 },
  servedAgain: { share: 0.25, floor: 100 },
  rate: { share: 0.02, floor: 0.1 },
  capacity: { share: 0.1, floor: 0 },
  ledger: { share: 0.1, floor: 0 },
  cpu: { share: 0.15, floor: 0.05 },
  memory: { share: 0.2, floor: 20_000_000 },
} as const satisfies Record<string, Tolerance>;

export type ToleranceName = keyof typeof defaultTolerances;
export type Tolerances = Readonly<Record<ToleranceName, Tolerance>>;
export const toleranceNames = Object.keys(defaultTolerances) as ToleranceName[];

/** The units that a floor can be written in, and how many of the metric's unit each is. */
const floorUnits: Record<ToleranceName, Readonly<Record<string, number>>> = {
  p50: { ms: 1, s: 1000 },
  p90: { ms: 1, s: 1000 },
  p99: { ms: 1, s: 1000 },
  p999: { ms: 1, s: 1000 },
  last: { ms: 1, s: 1000 },
  events: { ms: 1, s: 1000 },
  connect: { ms: 1, s: 1000 },
  servedAgain: { ms: 1, s: 1000 },
  rate: { '/s': 1 },
  capacity: { '/s': 1 },
  ledger: {},
  cpu: { cores: 1 },
  memory: { MB: 1e6, GB: 1e9 },
};

/** Reads one `--tolerance`: what is wrong with it, in a sentence, or the tolerances with it. */
export function withTolerance(before: Tolerances, text: string): Tolerances | { mistake: string } {
  const [name = '', value = '', ...more] = text.split('=').map((part) => part.trim());
  const known = toleranceNames.find((one) => one === name);
  if (!known || more.length > 0 || value === '') {
    return {
      mistake: `expected a name and how much, such as p99=10% or p99=10%,1ms; names are ${toleranceNames.join(', ')}`,
    };
  }
  let tolerance = before[known] as Tolerance;
  for (const part of value.split(',').map((one) => one.trim())) {
    const read = readPart(known, part);
    if ('mistake' in read) return read;
    tolerance = { ...tolerance, ...read };
  }
  return { ...before, [known]: tolerance };
}

function readPart(name: ToleranceName, part: string): Partial<Tolerance> | { mistake: string } {
  const units = floorUnits[name];
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*(\D*)$/.exec(part) ?? [];
  if (digits !== undefined && unit === '%') return { share: Number(digits) / 100 };
  if (digits !== undefined && Object.hasOwn(units, unit))
    return { floor: Number(digits) * (units[unit] as number) };
  const forms = ['10%', ...Object.keys(units).map((one) => `10${one}`)].join(' or ');
  return { mistake: `expected ${name} as ${forms}, got "${part}"` };
}

/** What a difference from this base may be, in the metric's unit. */
export function toleratedOf({ share, floor }: Tolerance, base: number): number {
  return Math.max(share * Math.abs(base), floor);
}

/** All of them, as `--tolerance` takes them: `p99=8%,1ms`. */
export function tolerancesInWords(tolerances: Tolerances): string[] {
  return toleranceNames.map((name) => {
    const { share, floor } = tolerances[name];
    const [unit, times] = Object.entries(floorUnits[name]).findLast(
      ([, many]) => floor >= many || many <= 1,
    ) ?? ['', 1];
    return `${name}=${share * 100}%${floor > 0 && unit ? `,${floor / times}${unit}` : ''}`;
  });
}
