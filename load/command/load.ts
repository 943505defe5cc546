import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { cannotWrite, interruptible, onTarget } from '../../fixtures/command-line/index.ts';
import { type Target, UsageError } from '../../fixtures/targets/index.ts';
import { printable } from '../../fixtures/targets/printable.ts';
import { unlessAborted } from '../../fixtures/targets/waiting.ts';
import { createRedactor, redactLoad } from '../../reports/redact/index.ts';
import { type LoadResult, loadExitCodes } from '../../reports/results/index.ts';
import { createLoadReporter, type LoadProgress } from '../../reports/terminal/index.ts';
import { writeLoadReports } from '../../reports/write.ts';
import { CannotMeasure } from '../cannot-measure.ts';
import { probeManner } from '../journeys/probe.ts';
import { mergeRecords } from '../measure/index.ts';
import { metricsSource, partSource, processSource, type Source, sampleServer } from '../resources/index.ts';
import { workerPlans } from '../scenarios/index.ts';
import { drivers } from './drivers.ts';
import { type Prepared, prepare, requireAble, requireAllowed } from './prepare.ts';
import { repeatCommand } from './repeat.ts';
import { assemble, stimuliAtOf } from './result.ts';
import { Steps } from './steps.ts';
import { View } from './view.ts';

export { prepare } from './prepare.ts';

/** Prepares and runs a scenario. Returns the result, to be printed where JSON is wanted; nothing when there is none. */
export async function load(nameOrPath: string, flags: Prepared['flags']): Promise<LoadResult | undefined> {
  const prepared = await prepare(nameOrPath, flags);
  await requireAble(prepared);
  return run(prepared);
}

/** The defaults of Socket.IO: with a quick heartbeat, thousands of sockets would do little else. */
const usualHeartbeat = { pingIntervalMs: 25_000, pingTimeoutMs: 20_000 };

/** Runs a scenario, shows it, writes the result files, and sets the exit code. Ctrl-C ends it with what there is. */
export function run(prepared: Prepared): Promise<LoadResult | undefined> {
  const { flags, config } = prepared;
  const redactor = createRedactor(prepared.secrets);
  const output = flags.json ? process.stderr : process.stdout;
  const report = createLoadReporter({
    stdout: output,
    isTTY: Boolean(output.isTTY),
    env: process.env,
    quiet: flags.quiet,
    redactor,
  });
  return interruptible((signal) =>
    onTarget(
      {
        config,
        flags,
        redact: redactor.text,
        signal,
        heartbeat: usualHeartbeat,
        // What a container engine on another host has started is as far away as any other server.
        inspect: async ({ onThisMachine, description }) =>
          onThisMachine || requireAllowed({ ...flags, target: undefined }, { ...config, ...description }),
      },
      async (target) => {
        report({ kind: 'target', choice: target.description.choice });
        const measured = await measure(prepared, target, report, signal);
        if (!measured) return undefined;
        const result = redactLoad(measured, redactor);
        // Whatever becomes of the files, what was measured has been said.
        report({ kind: 'finished', result });
        const folder = resolve(flags.out);
        const files = await writeLoadReports(folder, result).catch((error) => {
          throw new UsageError(cannotWrite(folder, error));
        });
        report({ kind: 'written', files });
        process.exitCode = loadExitCodes[result.verdict];
        return result;
      },
    ),
  );
}

/** Characters of a problem that are printed where there is nothing else to be read. */
const mostOfProblem = 2_000;

/** How often the view is shown; workers report once a second. */
const viewEveryMs = 500;

async function measure(
  prepared: Prepared,
  target: Target,
  report: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<LoadResult | undefined> {
  const { scenario, slos, workers, seed } = prepared;
  const { description } = target;
  const { ca: caFile } = description.connect;
  const ca = caFile === undefined ? undefined : await readFile(caFile, 'utf8');
  const { knobs } = scenario;
  const manner = await unlessAborted(signal, probeManner({ ...description, ca }));
  const runId = randomBytes(4).toString('hex');
  const plans = workerPlans({ scenario, target: description, ca, manner, workers, seed, runId });
  const sampler = sampleServer(await sourcesOf(prepared, target));
  const view = new View(knobs, performance.now());
  const steps = new Steps(slos, {
    stimuliAt: stimuliAtOf(description),
    cores: drivers[prepared.flags.driver].cores,
  });
  const show = () => report({ kind: 'view', view: view.now(performance.now(), sampler.latest()) });
  report({
    kind: 'started',
    scenario: scenario.name,
    question: scenario.question,
    sockets: knobs.widgets + knobs.agents,
    perSecond: knobs.rate,
    forMs: knobs.duration * knobs.steps,
  });
  const timer = setInterval(show, viewEveryMs);
  try {
    const driver = drivers[prepared.flags.driver];
    const outcome = await driver.run(
      {
        plans,
        scenario,
        onTick: (worker, tick) => view.heard(worker, tick, performance.now()),
        onSegment(_index, records) {
          view.stepped(performance.now());
          return steps.judge(records);
        },
        onProblem: (text) => report({ kind: 'note', text }),
        signal,
      },
      prepared,
    );
    const { records, problems, clockSetMs, thresholdsCrossed } = outcome;
    if (records.length === 0) {
      if (signal.aborted) return undefined;
      const said = problems.map((problem) => printable(problem, mostOfProblem));
      throw new CannotMeasure(`Nothing was measured. ${said.join(' ')}`);
    }
    const measured = mergeRecords(records, runId);
    const { aborted } = signal;
    return assemble({
      ...{ prepared, description, manner, measured, sampler, problems, clockSetMs, aborted },
      thresholdsCrossed,
      driver: prepared.flags.driver,
      command: repeatCommand(prepared),
      machine: thisMachine(),
    });
  } finally {
    clearInterval(timer);
    await sampler.stop();
  }
}

function thisMachine(): LoadResult['machine'] {
  const all = cpus();
  return { cpus: all.length, cpuModel: all[0]?.model ?? 'unknown', memoryBytes: totalmem() };
}

/** What the flags name, else the parts of a target of the suite's own. */
async function sourcesOf({ flags }: Prepared, target: Target): Promise<Source[]> {
  const { serverPid, serverMetrics } = flags;
  if (serverPid.length === 0 && serverMetrics.length === 0) return (target.parts?.() ?? []).map(partSource);
  const processes = await Promise.all(serverPid.map(processSource));
  return [...processes, ...(await Promise.all(serverMetrics.map(metricsSource)))];
}
