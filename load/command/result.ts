import { suiteVersion } from '../../conformance/runner/index.ts';
import type { TargetDescription } from '../../fixtures/targets/index.ts';
import { printable } from '../../fixtures/targets/printable.ts';
import type { LoadInterval, LoadResult } from '../../reports/results/index.ts';
import { messagesPerSecond } from '../../reports/wording/index.ts';
import {
  type Asked,
  judgeTrust,
  kneePerSecond,
  type Measured,
  secondPastLimits,
  slopesOf,
  sumCounts,
  sustainedPerSecond,
} from '../measure/index.ts';
import type { Manner } from '../plan.ts';
import type { ServerSampler } from '../resources/index.ts';
import { type KnobName, type Knobs, knobNames, type ScenarioFile, stepRates } from '../scenarios/index.ts';
import { judgeSlo } from '../slo/index.ts';
import { latencyBreaches } from './breaches.ts';
import type { DriverName } from './driver-names.ts';
import { drivers } from './drivers.ts';
import { writeKnob } from './knobs.ts';
import type { Prepared } from './prepare.ts';
import { secondOpinion } from './second-opinion.ts';
import { withServer } from './server-intervals.ts';
import { type JudgedSegment, judgeAll } from './steps.ts';
import { summaryOf } from './summary.ts';

export interface Run {
  prepared: Pick<Prepared, 'slos' | 'workers' | 'seed'> & {
    scenario: Pick<ScenarioFile, 'name' | 'question' | 'knobs'>;
  };
  driver: DriverName;
  /** Repeats it. */
  command: string;
  description: DescribedTarget;
  manner: Manner;
  measured: Measured;
  sampler: Pick<ServerSampler, 'samples' | 'missed'>;
  /** That of the generator; absent where workers were on hosts of their own. */
  machine?: LoadResult['machine'];
  /** What happened on the way, for people. */
  problems: readonly string[];
  /** By how much the time of day was set meanwhile; absent where nothing goes by it. */
  clockSetMs?: number;
  /** What the driver says of the SLOs that it was given; absent where it says nothing. */
  thresholdsCrossed?: boolean;
  /** It was ended before its time. */
  aborted: boolean;
}

/** Of the target, what results tell. */
export interface DescribedTarget extends Pick<TargetDescription, 'kind' | 'nodes' | 'choice'> {
  businesses: readonly { id: string }[];
  stimuli: { kind: TargetDescription['stimuli']['kind']; url?: string; path?: string };
}

/** In a shorter window nothing can be said about what creeps up over hours. */
const slopesFromMs = 300_000;
/** So many problems are named; a run that goes wrong can have one for each participant. */
const mostNotes = 30;
/** What a worker says may be of any length. */
const noteChars = 500;

/** Everything about a run as its result file holds it: trust first, then the SLOs. */
export function assemble(run: Run): LoadResult {
  const { prepared, driver, description, manner, measured, aborted } = run;
  const { scenario, slos } = prepared;
  const { knobs } = scenario;
  const { segments, stimuli, generatorMemory, foreignEvents, clamped, problems, ...others } = measured;
  const { fared: _, besides: __, startsApartMs: ___, segmentsDiffer: ____, ...parts } = others;
  const stimuliAt = stimuliAtOf(description);
  const { cores } = drivers[driver];
  // A moment is lost where a step ends, and no more.
  const cutBelowMs = aborted && knobs.steps > 1 ? 0.98 * knobs.duration : 0;
  const judged = judgeAll(segments, slos, { stimuliAt, cores, cutBelowMs });
  const evidence = evidenceOf(measured, judged, knobs.steps);
  const { measured: windowMs } = evidence.phasesMs;
  const rated = {
    ...evidence,
    wholeRun: sumCounts([measured.ledger, measured.outside]),
    sockets: { ...evidence.sockets, neverServed: neverServed(run) },
    messagesPerSecond: messagesPerSecond(evidence),
  };
  const slo = slos.map((one) => judgeSlo(one, rated));
  const trust = trustIn(evidence, run, { breaches: latencyBreaches(slos, slo), stimuliAt });
  const verdict = !trust.trusted ? 'untrusted' : slo.every(({ met }) => met) ? 'met' : 'breached';
  const seconds = parts.intervals.map(withLimits);
  const intervals = withServer(seconds, run.sampler.samples(), Date.parse(parts.startedAt));
  const result: LoadResult = {
    schemaVersion: 1,
    kind: 'load',
    suite: {
      name: 'pingback-suite',
      version: suiteVersion,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    },
    driver,
    scenario: scenario.name,
    question: scenario.question,
    knobs: knobsOf(knobs),
    verdict,
    summary: '',
    partial: aborted,
    ...parts,
    durationMs: parts.phasesMs.measured,
    command: run.command,
    seed: prepared.seed,
    target: targetOf(description, manner),
    machine: run.machine,
    segments: judged.map(segmentOf),
    stimuli: stimuli.asked > 0 ? stimuli : undefined,
    capacity: knobs.steps > 1 ? capacityOf(judged, knobs, aborted) : undefined,
    slopes: knobs.steps === 1 && windowMs >= slopesFromMs ? slopesOf(intervals, generatorMemory) : undefined,
    intervals,
    trust,
    slo,
    notes: [...notesOf(run, { foreignEvents, clamped, problems }), ...otherOpinion(run, slo)],
  };
  return { ...result, summary: summaryOf(result) };
}

function withLimits(second: LoadInterval): LoadInterval {
  return { ...second, generator: { ...second.generator, pastLimits: secondPastLimits(second) } };
}

/**
 * What the verdict is about: all that was measured; of a run in steps, which goes on until something breaks, the highest
 * step that held, or the first when none did.
 */
function evidenceOf(measured: Measured, judged: readonly JudgedSegment[], steps: number): Measured {
  const firstBroken = judged.findIndex(({ met, trusted }) => !met || !trusted);
  const place = firstBroken < 0 ? judged.length - 1 : Math.max(0, firstBroken - 1);
  const chosen = judged[place]?.segment;
  if (steps === 1 || !chosen) return measured;
  const { events, ledger, ledgerByEvent, stimuli, intended, sent, fromS, toS } = chosen;
  const droppedLater = judged.slice(place + 1).reduce((sum, { segment }) => sum + segment.dropped, 0);
  return {
    ...measured,
    events,
    ledger,
    ledgerByEvent,
    stimuli,
    sockets: { ...measured.sockets, dropped: measured.sockets.dropped - droppedLater },
    fared: chosen.fared ?? measured.fared,
    generator: { ...measured.generator, intended, achieved: sent },
    phasesMs: { ...measured.phasesMs, measured: (toS - fromS) * 1000 },
  };
}

/**
 * Those who never came to be served, and those who were not served again. Who was on his way when the run was broken off
 * might have been; and a run in steps goes on until something breaks.
 */
function neverServed({ measured, aborted, prepared }: Run): number {
  if (aborted) return 0;
  const { widgets, agents, steps } = prepared.scenario.knobs;
  const { sockets, reconnect } = measured;
  const neverCame = Math.max(0, widgets + agents - sockets.widgets - sockets.agents);
  return neverCame + (steps > 1 ? 0 : (reconnect?.neverServed ?? 0));
}

/** Of a run that was broken off, each has seen another part. */
function otherOpinion({ prepared, thresholdsCrossed, aborted }: Run, judged: LoadResult['slo']): string[] {
  if (aborted) return [];
  const { slos, workers, scenario } = prepared;
  return secondOpinion(slos, judged, { workers, steps: scenario.knobs.steps }, thresholdsCrossed);
}

function trustIn(
  evidence: Measured,
  { prepared, driver, aborted, clockSetMs }: Run,
  judged: Pick<Asked, 'breaches' | 'stimuliAt'>,
): LoadResult['trust'] {
  const { scenario, workers } = prepared;
  const { widgets, agents } = scenario.knobs;
  if (aborted && evidence.phasesMs.measured === 0) {
    const reason = 'The run was interrupted before the measured window began.';
    return { trusted: false, reasons: [{ reason, advice: 'Let it run longer.' }] };
  }
  return judgeTrust(evidence, {
    ...{ workers, widgets, agents, clockSetMs },
    cores: drivers[driver].cores,
    sharesProcess: drivers[driver].sharesProcess,
    ...judged,
  });
}

function capacityOf(
  judged: readonly JudgedSegment[],
  knobs: Knobs,
  aborted: boolean,
): NonNullable<LoadResult['capacity']> {
  const rates = stepRates(knobs);
  // Of all that is sent, steps raise messages: typing and the like are no part of what is sustained.
  const points = judged.map(({ segment, met, trusted }, step) => ({
    intendedPerSecond: rates[step] ?? segment.intendedPerSecond,
    achievedPerSecond: (segment.ledgerByEvent.new_message?.sent ?? 0) / (segment.toS - segment.fromS),
    p99Ms: segment.latencyMs.p99,
    met,
    trusted,
  }));
  const broken = judged.find(({ why }) => why !== '');
  const ended = broken
    ? `at ${broken.segment.label}, ${broken.why}`
    : aborted
      ? 'by an interruption'
      : `after all ${knobs.steps} steps (--steps)`;
  return {
    sustainedPerSecond: sustainedPerSecond(points),
    // A step that was cut off is no point of a line.
    kneePerSecond: kneePerSecond(points.filter(({ met }) => met !== undefined)),
    ended,
  };
}

function segmentOf({ segment, met, trusted }: JudgedSegment): LoadResult['segments'][number] {
  const { intended, sent, events, ledgerByEvent, stimuli, fared, ...shown } = segment;
  return { ...shown, sendLagMs: fared?.sendLagMs, met, trusted };
}

function targetOf(description: DescribedTarget, manner: Manner): LoadResult['target'] {
  const { kind, nodes, choice, businesses, stimuli } = description;
  const { echoesToSender, newMessageToBusiness, creatorFollows } = manner;
  return {
    kind,
    nodes,
    choice,
    businesses: businesses.map(({ id }) => id),
    stimuli: stimuli.kind,
    manner: { echoesToSender, newMessageToBusiness, creatorFollows },
  };
}

/** How the target is stimulated, as a reader knows it. */
export function stimuliAtOf({ stimuli }: Pick<DescribedTarget, 'stimuli'>): string {
  if (stimuli.url !== undefined) return `the stimulus ${stimuli.kind} at ${stimuli.url}`;
  return stimuli.kind === 'module' ? `the stimulus module ${stimuli.path}` : 'what stimulates the target';
}

function knobsOf(knobs: Knobs): LoadResult['knobs'] {
  return Object.fromEntries(knobNames.map((knob: KnobName) => [knob, writeKnob(knob, knobs[knob])]));
}

function notesOf(
  { problems, sampler }: Run,
  { foreignEvents, clamped, problems: told }: Pick<Measured, 'foreignEvents' | 'clamped' | 'problems'>,
): string[] {
  const all = [...new Set([...problems, ...told.map((problem) => printable(problem, noteChars))])];
  const left = all.length - mostNotes;
  const missed = sampler.missed();
  const seconds = sampler.samples().length + missed;
  return [
    ...all.slice(0, mostNotes),
    ...(left > 0 ? [`And ${left} more of the kind.`] : []),
    ...(foreignEvents > 0 ? [`${foreignEvents} events of other traffic were left out.`] : []),
    ...(clamped > 0 ? [`${clamped} latencies of more than 60 s count as 60 s.`] : []),
    ...(missed > 0 ? [`Resources of the server could not be read in ${missed} of ${seconds} seconds.`] : []),
  ];
}
