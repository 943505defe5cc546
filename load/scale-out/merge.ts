import { UsageError } from '../../fixtures/targets/index.ts';
import { printable } from '../../fixtures/targets/printable.ts';
import { shortestSecret } from '../../fixtures/targets/secrets.ts';
import { createRedactor, redactLoad } from '../../reports/redact/index.ts';
import type { LoadResult } from '../../reports/results/index.ts';
import { visibleLine } from '../../reports/visible/index.ts';
import { assemble, type DescribedTarget } from '../command/result.ts';
import { Gathering, type HandedBack, RecordError, TwiceError } from '../measure/index.ts';
import { parseSlos } from '../slo/index.ts';
import { type Damaged, type Returned, readReturned } from './returned-file.ts';
import { type DistributedRun, knobsOf } from './run-file.ts';

/**
 * One result of what the workers of a run handed back: records, reports of Artillery and logs of k6 in any mix, each
 * worker once. Nothing is lost on the way: counts and histograms are those of a single worker that had done it all.
 * Workers that are missing are named, and the result can't be trusted then. The generator's machine is left out: workers
 * have hosts of their own, which a note names. Throws a `UsageError` that names the file for one that is of another run,
 * another version, none of these kinds or broken, and when a worker is there twice.
 */
export async function mergeRun(
  run: DistributedRun,
  paths: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<LoadResult> {
  const pieces: Returned[] = [];
  const damaged: Damaged[] = [];
  const without: string[] = [];
  for (const path of paths) {
    const file = await readReturned(path);
    pieces.push(...file.pieces);
    damaged.push(...file.damaged);
    if (file.without !== undefined) without.push(file.without);
  }
  refuseStrange(run, damaged);
  if (pieces.length + damaged.length === 0 && without[0] !== undefined) throw new UsageError(without[0]);
  const gathering = gather(run, pieces);
  const missing = missingWorkers(run, gathering, damaged);
  const { scenario, workers, seed, driver, command, manner, slos } = run;
  const result = assemble({
    prepared: { scenario: { ...scenario, knobs: knobsOf(run) }, slos: parseSlos(slos), workers, seed },
    ...{ driver, command, manner },
    description: describedTarget(run),
    measured: gathering.measured(),
    sampler: { samples: () => [], missed: () => 0 },
    problems: [
      ...missing,
      ...(gathering.hosts.size < workers ? without : []),
      ...remarks(run, gathering),
      ...withoutSeconds(pieces),
      ...unknownSecrets(run, env),
    ],
    aborted: false,
  });
  const known = run.secrets.flatMap((name) => env[name] ?? []).filter(isSecret);
  return redactLoad(result, createRedactor(known));
}

function gather({ runId, workers, numbers }: DistributedRun, pieces: readonly Returned[]): Gathering {
  const gathering = new Gathering(runId);
  const foundIn = new Map<number, Returned>();
  for (const { path, piece } of pieces) {
    try {
      for (const worker of gathering.add(piece)) foundIn.set(worker, { path, piece });
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      throw new UsageError(visibleLine(`${path}: ${error.message}${nextOf(error, piece, foundIn)}`));
    }
  }
  const strange = [...foundIn].find(([worker]) => numbers === 'counted' && worker >= workers);
  if (strange) {
    throw tooMany(strange[1].path, strange[0], workers);
  }
  if (foundIn.size > workers) {
    throw new UsageError(
      `The files have ${foundIn.size} workers, and the run had ${workers}. Give those of one run alone. Where all are of this one, a worker was started again and ran twice: the load was another than was asked for, and the run has to be repeated.`,
    );
  }
  if (foundIn.size === 0) {
    throw new UsageError('No file has a whole record of a worker: there is nothing to merge.');
  }
  return gathering;
}

/** What to do about it. Two records of a worker that are not the same are of two workers: the load was another. */
function nextOf(error: RecordError, piece: HandedBack, foundIn: ReadonlyMap<number, Returned>): string {
  const other = error instanceof TwiceError ? foundIn.get(error.worker) : undefined;
  if (!other) return '';
  const bothRecords = 'record' in piece && 'record' in other.piece;
  if (bothRecords && JSON.stringify(piece) !== JSON.stringify(other.piece)) {
    return ` The other is in ${other.path}, and says something else: the worker was started again and ran twice. The load was another than was asked for: repeat the run.`;
  }
  return ` It is in ${other.path}, too: give each worker once.`;
}

function tooMany(path: string, worker: number, workers: number): UsageError {
  return new UsageError(
    `${path} has a worker ${worker}, and those of the run are 0 to ${workers - 1}. Was the run started again with more workers?`,
  );
}

/** A broken record that is not of this run, or of a worker that it has not, is refused as a whole one would be. */
function refuseStrange({ runId, workers, numbers }: DistributedRun, damaged: readonly Damaged[]): void {
  for (const { path, runId: other, worker } of damaged) {
    if (other !== runId) {
      throw new UsageError(
        visibleLine(
          `${path}: expected records of run ${runId}, got one of run ${printable(other, 60)}. Merge only files of one run.`,
        ),
      );
    }
    if (numbers === 'counted' && worker >= workers) throw tooMany(path, worker, workers);
  }
}

/** Who handed over nothing, for people. */
function missingWorkers(
  { workers, numbers }: DistributedRun,
  { hosts }: Gathering,
  damaged: readonly Damaged[],
): string[] {
  const broken = damaged.filter(({ worker }) => !hosts.has(worker));
  const told = broken.map(
    ({ path, worker, wrong }) =>
      `The record of worker ${worker + 1} of ${workers} in ${path} is broken: ${wrong}. Fetch the log of its pod again, from its first line on, and merge once more.`,
  );
  const absent = workers - hosts.size;
  if (numbers === 'drawn') {
    return absent > 0 ? [`${absent} of ${workers} workers handed over nothing.`, ...told] : told;
  }
  const silent = Array.from({ length: workers }, (_, worker) => worker).filter(
    (worker) => !hosts.has(worker) && !broken.some((one) => one.worker === worker),
  );
  if (silent.length === 0) return told;
  const which = silent.map((worker) => worker + 1).join(', ');
  const who = silent.length === 1 ? `Worker ${which} of ${workers}` : `Workers ${which} of ${workers}`;
  return [
    `${who} handed over nothing. Look into the log for the reason; where there is a record after all, merge once more with it.`,
    ...told,
  ];
}

/** What a reader has to know of a run without a coordinator. */
function remarks({ driver, engine }: DistributedRun, { hosts }: Gathering): string[] {
  const named = [...new Set(hosts.values())].map((host) => printable(host)).sort();
  const shown = named.length > mostHosts ? [...named.slice(0, mostHosts), '…'] : named;
  const where = `${hosts.size} workers ran on ${named.length === 1 ? 'a host' : `${named.length} hosts`} of their own (${engineNames[engine]}): ${shown.join(', ')}.`;
  if (driver !== 'k6') return [where];
  return [
    where,
    'Processor time, memory and open files of k6 are not known: its scripts cannot tell, and nobody looked in from outside. Whether the time of day was set meanwhile, which k6 measures by, is not known either.',
  ];
}

/** Shorter texts occur by chance: hiding them would blacken the result and hide nothing. */
function isSecret(text: string): boolean {
  return text.trim().length >= shortestSecret;
}

function unknownSecrets({ secrets }: DistributedRun, env: NodeJS.ProcessEnv): string[] {
  const absent = secrets.filter((name) => !env[name]);
  if (absent.length === 0) return [];
  return [
    `What workers wrote was not searched for the secret of ${absent.join(', ')}: set it in the environment when merging.`,
  ];
}

function withoutSeconds(pieces: readonly Returned[]): string[] {
  if (!pieces.some(({ piece }) => 'counters' in piece)) return [];
  return [
    'Artillery hands back counters, in which the latencies of single seconds are left out: those of the whole window are complete.',
  ];
}

const mostHosts = 20;
const engineNames = { fargate: 'AWS Fargate', k8s: 'Kubernetes' } as const;

function describedTarget({ target }: DistributedRun): DescribedTarget {
  const { kind, nodes, choice, businesses, stimuli } = target;
  const { kind: by, at } = stimuli;
  return {
    ...{ kind, nodes, choice },
    businesses: businesses.map((id) => ({ id })),
    stimuli:
      at === undefined ? { kind: by } : by === 'module' ? { kind: by, path: at } : { kind: by, url: at },
  };
}
