import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { interruptible, onTarget, requireWritable } from '../../fixtures/command-line/index.ts';
import { UsageError } from '../../fixtures/targets/index.ts';
import { unlessAborted } from '../../fixtures/targets/waiting.ts';
import { createRedactor } from '../../reports/redact/index.ts';
import type { LoadFlags } from '../command/options.ts';
import { type Prepared, prepare, requireAllowed } from '../command/prepare.ts';
import { probeManner } from '../journeys/probe.ts';
import type { EngineName } from './engine-names.ts';
import { engines } from './engines.ts';
import { requireFlags, requireReachable } from './requirements.ts';
import { newResult, runCommands } from './run.ts';
import { refuseSteps } from './run-file.ts';
import { type WrittenRun, writeRun } from './write.ts';

/** Where the files of a run go, in the folder of the results. */
const folderName = 'distributed';

/**
 * `load --distributed`: prepares a scenario for workers on other hosts and writes it out; with `--run` also runs it, and
 * sets the exit code to that of the commands, which is 130 after Ctrl-C. Standard output gets a summary; with `--json` what
 * is in `run.json`, or with `--run` as well the result, once there is one. The target gets a handful of connections, nobody else gets anything, before
 * the commands run. Throws a `UsageError` for what cannot be prepared, and with `--run` for what is missing here: what was
 * written stays.
 */
export async function distribute(nameOrPath: string, flags: LoadFlags, name: EngineName): Promise<void> {
  requireFlags(flags);
  const engine = engines[name];
  const prepared = await prepare(nameOrPath, flags);
  requireReachable(prepared);
  refuseSteps(prepared.scenario.knobs);
  engine.require(prepared);
  await requireAllowed(flags, prepared.config);
  await requireWritable(flags.out);
  await interruptible(async (signal) => {
    const written = await write(prepared, name, signal);
    if (!flags.json) console.log(summary(written, prepared));
    else if (!flags.run) console.log(JSON.stringify(written.run, null, 2));
    if (!flags.run) return;
    const missing = await engine.whyNotHere();
    if (missing !== undefined) {
      throw new UsageError(
        `${missing} Everything is written: run ${shown(written.commands)} where it is there.`,
      );
    }
    const result = await newResult(flags.out, async () => {
      process.exitCode = await runCommands(written.commands, { json: flags.json, signal });
    });
    if (flags.json && result !== undefined) console.log(result.trimEnd());
  });
}

function write(prepared: Prepared, engine: EngineName, signal: AbortSignal): Promise<WrittenRun> {
  const { config, flags, secrets } = prepared;
  const redact = createRedactor(secrets).text;
  return onTarget({ config, flags, redact, signal }, async ({ description: target }) => {
    const { ca: path } = target.connect;
    const ca = path === undefined ? undefined : await readFile(path, 'utf8');
    const manner = await unlessAborted(signal, probeManner({ ...target, ca }));
    const runId = randomBytes(4).toString('hex');
    return writeRun(resolve(flags.out, folderName), { prepared, engine, runId, target, manner, ca });
  });
}

function summary({ run, files, commands, seats }: WrittenRun, { flags }: Prepared): string {
  const { workersAre } = engines[run.engine];
  const needs =
    run.secrets.length === 0 ? [] : [`          It reads ${run.secrets.join(', ')} from the environment.`];
  return [
    `Prepared  ${run.scenario.name} on ${run.workers} ${workersAre}, with up to ${seats.widgets} widgets and ${seats.agents} agents each`,
    ...(flags.quiet ? [] : files.map((path) => `          ${shown(path)}`)),
    ...(flags.run ? [] : [`Next      ${shown(commands)}`, ...needs]),
  ].join('\n');
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
