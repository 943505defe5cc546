import type { ComparisonResult, LoadResult } from '../results/index.ts';
import { visibleLine } from '../visible/index.ts';
import { bytes, duration } from '../wording/index.ts';

type Warning = ComparisonResult['warnings'][number];
type Knobs = LoadResult['knobs'];

/** Whether the runs ask the same question. What does not can be shown side by side, and no more. */
export function sameQuestion(base: LoadResult, next: LoadResult): boolean {
  return base.scenario === next.scenario;
}

/** Whether the runs were made in the same way: the same work, asked of the same kind of server, from the same kind of machine. */
export function sameSetup(base: LoadResult, next: LoadResult): boolean {
  const of = ({ scenario, knobs, driver, target, machine }: LoadResult) =>
    JSON.stringify([
      scenario,
      Object.entries(knobs).sort(),
      driver,
      target.kind,
      target.nodes.length,
      machine,
    ]);
  return of(base) === of(next);
}

/**
 * Why the figures of the two may differ though the server does not; both values, and what they mean. Graver ones first.
 * `as`: what is compared of them, where that is not all of it.
 */
export function warningsOn(
  base: LoadResult,
  next: LoadResult,
  as: { base: LoadResult; next: LoadResult; note?: string; apart: boolean } = { base, next, apart: false },
): Warning[] {
  const found = [
    ...questionWarnings(base, next),
    ...trustWarnings(base, next),
    ...setupWarnings(base, next),
    ...(as.note === undefined ? [] : [note(as.note)]),
    ...(as.apart ? [] : windowWarnings(as.base, as.next)),
    ...orderWarnings(base, next),
    ...generatorWarnings(as.base, as.next),
  ];
  return found.toSorted((one, other) => Number(one.kind === 'note') - Number(other.kind === 'note'));
}

function warning(text: string): Warning {
  return { kind: 'warning', text };
}

function note(text: string): Warning {
  return { kind: 'note', text };
}

function questionWarnings(base: LoadResult, next: LoadResult): Warning[] {
  if (!sameQuestion(base, next)) {
    return [
      warning(
        `The scenarios differ: ${shown(base.scenario)} in the base, ${shown(next.scenario)} in the new run. They answer different questions, so nothing is judged.`,
      ),
    ];
  }
  const differing = [...new Set([...Object.keys(base.knobs), ...Object.keys(next.knobs)])].filter(
    (knob) => knob !== 'duration' && base.knobs[knob] !== next.knobs[knob],
  );
  if (differing.length === 0) return [];
  const each = differing.map(
    (knob) => `${shown(knob)} (${knobText(base.knobs, knob)}, then ${knobText(next.knobs, knob)})`,
  );
  return [
    warning(
      `Knobs differ: ${each.join(', ')}. The servers were asked for different work, so a difference may come from that.`,
    ),
  ];
}

function knobText(knobs: Knobs, knob: string): string {
  return knobs[knob] === undefined ? 'not set' : shown(String(knobs[knob]));
}

function trustWarnings(base: LoadResult, next: LoadResult): Warning[] {
  const sides = [
    ['base', base],
    ['new run', next],
  ] as const;
  return sides.flatMap(([name, { trust, partial, verdict, phasesMs }]) => [
    ...(trust.trusted
      ? []
      : [
          warning(
            `The ${name} is not trusted, so nothing is judged: ${shown(trust.reasons[0]?.reason ?? 'no reason is given.')}`,
          ),
        ]),
    ...(partial
      ? [
          warning(
            `The ${name} was interrupted after ${duration(phasesMs.measured)} of measuring: it holds less than was asked for.`,
          ),
        ]
      : []),
    ...(name === 'base' && verdict === 'breached'
      ? [note('The base did not hold its own SLOs: to be no worse than it may not be good enough.')]
      : []),
  ]);
}

function setupWarnings(base: LoadResult, next: LoadResult): Warning[] {
  const found: Warning[] = [];
  const [before, after] = [machineText(base), machineText(next)];
  if (before !== after) {
    found.push(
      warning(
        `The machines differ: ${before}, then ${after}. Latencies of different machines say little about the server.`,
      ),
    );
  }
  if (base.driver !== next.driver) {
    found.push(
      warning(`The drivers differ: ${base.driver}, then ${next.driver}. Each has delays of its own.`),
    );
  }
  if (base.target.kind !== next.target.kind) {
    found.push(
      warning(
        `The targets differ: ${base.target.kind}, then ${next.target.kind}. Another way to the server takes another time.`,
      ),
    );
  }
  const [nodes, nextNodes] = [base.target.nodes.length, next.target.nodes.length];
  if (nodes !== nextNodes) {
    found.push(
      warning(
        `The numbers of nodes differ: ${nodes}, then ${nextNodes}. More nodes share the work, and pass more between each other.`,
      ),
    );
  }
  const [workers, nextWorkers] = [base.generator.workers, next.generator.workers];
  if (workers !== nextWorkers) {
    found.push(note(`The generators had ${workers}, then ${nextWorkers} workers.`));
  }
  const versions = [base, next].map(
    ({ suite }) => `${shown(`${suite.name} ${suite.version}`)} on Node.js ${shown(suite.node)}`,
  );
  if (versions[0] !== versions[1])
    found.push(note(`The suites differ: ${versions[0]}, then ${versions[1]}.`));
  return found;
}

function machineText({ machine, suite }: LoadResult): string {
  if (machine === undefined) return 'several machines';
  const { cpus, cpuModel, memoryBytes } = machine;
  return `${cpus} × ${shown(cpuModel)}, ${bytes(memoryBytes)}, ${shown(suite.platform)}`;
}

function windowWarnings(base: LoadResult, next: LoadResult): Warning[] {
  const [before, after] = [base.phasesMs.measured, next.phasesMs.measured];
  if (Math.abs(after - before) <= 0.02 * Math.max(before, after)) return [];
  return [
    warning(
      `The measured windows differ: ${duration(before)}, then ${duration(after)}. A longer one meets more rare events, so the far percentiles of the two are not the same thing.`,
    ),
  ];
}

function orderWarnings(base: LoadResult, next: LoadResult): Warning[] {
  if (base.startedAt === next.startedAt && base.seed === next.seed) {
    return [warning('Both files are of the same run: a comparison of it with itself says nothing.')];
  }
  if (Date.parse(base.startedAt) <= Date.parse(next.startedAt)) return [];
  return [note('The base was measured after the new run. Were the two files swapped?')];
}

/** From so much later on, in milliseconds, sending is no longer what a quiet machine does. */
const heldUpMs = 10;

function generatorWarnings(base: LoadResult, next: LoadResult): Warning[] {
  const [before, after] = [base.generator.sendLagMs.p99, next.generator.sendLagMs.p99];
  if (Math.max(before, after) < heldUpMs || Math.max(before, after) < 2 * Math.min(before, after)) return [];
  return [
    warning(
      `The generators were held up differently: p99 of sending behind schedule was ${duration(before)}, then ${duration(after)}. One of the machines was busier, which slows a server on it, too; what the generators added themselves widens the intervals.`,
    ),
  ];
}

const shown = (text: string) => visibleLine(text);
