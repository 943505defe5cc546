#!/usr/bin/env node
// First, so that it speaks before anything that needs a newer Node is evaluated.
import './fixtures/command-line/node-version.ts';
import './fixtures/command-line/closed-output.ts';
import { Command, CommanderError } from 'commander';
import { conformanceCommand } from './conformance/command/index.ts';
import { suiteVersion } from './conformance/runner/index.ts';
import { initCommand } from './fixtures/init/index.ts';
import { serveCommand } from './fixtures/reference-server/command.ts';
import { TargetError, UsageError } from './fixtures/targets/index.ts';
import { CannotMeasure, checkCommand, loadCommand } from './load/command/index.ts';
import { reportCommand } from './reports/command.ts';
import { createRedactor } from './reports/redact/index.ts';
import { type LoadResult, ResultFileError } from './reports/results/index.ts';
import { visible } from './reports/visible/index.ts';

const exit = { usage: 2, target: 3, untrusted: 4 };

const program = new Command('pingback-suite')
  .description("Checks implementations of PingBack's real-time layer against what PingBack promises.")
  .version(suiteVersion)
  // What stands behind a command is its own, also where a command has commands within.
  .enablePositionalOptions()
  .addCommand(checkCommand())
  .addCommand(conformanceCommand())
  .addCommand(loadCommand())
  .addCommand(serveCommand())
  .addCommand(reportCommand(mergeFiles))
  .addCommand(initCommand(suiteVersion))
  .addHelpText(
    'after',
    `
Examples:
  pingback-suite check                                          everything, against a server that comes along
  pingback-suite conformance --url http://localhost:3000 --business-id acme --business-id globex
  pingback-suite conformance --clause ROM-4                     one promise
  pingback-suite load steady --widgets 8000 --agents 2000       thousands of sockets, and how fast they are served
  pingback-suite serve --nodes 2                                a correct server to try things on
  pingback-suite init                                           a configuration and a CI job for a project of yours

Exit codes: 0 met; 1 not met; 2 bad usage or configuration; 3 the target could not be reached or started;
4 the outcome cannot be trusted; 130 interrupted.`,
  );

// Commander would exit by itself, with 1 where this suite promises 2.
for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])])
  command.exitOverride().showHelpAfterError('(--help shows what there is)');

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

/** What it takes is loaded when a run is merged. */
async function mergeFiles(path: string, files: readonly string[]): Promise<LoadResult> {
  const { mergeRun, readRun } = await import('./load/scale-out/index.ts');
  return mergeRun(await readRun(path), files);
}

/** Prints what went wrong, for people, and returns the exit code. */
function explain(error: unknown): number {
  // Commander has printed its own.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exit.usage;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError || error instanceof ResultFileError) return say(message, exit.usage);
  if (error instanceof TargetError) return say(message, exit.target);
  if (error instanceof CannotMeasure) return say(message, exit.untrusted);
  if (process.env.PINGBACK_DEBUG && error instanceof Error) say(error.stack ?? message, exit.untrusted);
  return say(
    `The suite itself broke, so there is no verdict: ${message}\nPINGBACK_DEBUG=1 shows where; please report it.`,
    exit.untrusted,
  );
}

/** What a server said may be quoted in it: no terminal obeys that, and no credential gets out by the last door. */
function say(message: string, code: number): number {
  console.error(visible(createRedactor([]).text(message)));
  return code;
}
