#!/usr/bin/env node
/** Mutation testing of what judges a target: contract, harness, verdicts. A tool, not a part of the suite. */
import { availableParallelism } from 'node:os';
import { Stryker } from '@stryker-mutator/core';
import { Command } from 'commander';
import { UsageError } from '../../fixtures/targets/target.ts';
import { parts, partVariable, type Task, tasksFor } from './parts.ts';
import { type Mutated, scoresOf, tableOf } from './score.ts';

const out = 'reports/out/mutation';

/** In percent; a folder below it fails the run. */
const leastScore = 85;

type Options = ConstructorParameters<typeof Stryker>[0];

interface Flags {
  incremental: boolean;
  concurrency: string;
}

/** Options of Stryker: https://stryker-mutator.io/docs/stryker-js/configuration */
function optionsFor({ part, mutate }: Task, { incremental, concurrency }: Flags): Options {
  return {
    mutate: [...mutate],
    testRunner: 'vitest',
    vitest: { configFile: 'conformance/mutation/vitest.config.ts' },
    coverageAnalysis: 'perTest',
    plugins: ['@stryker-mutator/vitest-runner', './conformance/mutation/sentences.ts'],
    ignorers: ['sentences'],
    concurrency: Number(concurrency),
    // For what keeps a test from ending; what keeps it waiting runs into the time limit of the test itself.
    timeoutMS: 2_000,
    dryRunTimeoutMinutes: 15,
    // Stryker would rewrite the tsconfig, with a compiler API that TypeScript 7 does not have. Nothing here needs it.
    ignorePatterns: ['/.ci', '/reports/out', '/tsconfig.json'],
    tempDirName: '.stryker-tmp',
    cleanTempDir: 'always',
    incremental,
    incrementalFile: `${out}/${part.name}.incremental.json`,
    reporters: ['progress-append-only', 'html', 'json'],
    htmlReporter: { fileName: `${out}/${part.name}.html` },
    jsonReporter: { fileName: `${out}/${part.name}.json` },
    // It asks for a configuration file of its own, and warns that constants take long: they do.
    logLevel: 'error' as Options['logLevel'],
  };
}

async function mutate(names: readonly string[], flags: Flags): Promise<void> {
  const mutants: Mutated[] = [];
  for (const task of tasksFor(names)) {
    console.log(`Mutating ${task.part.name}`);
    // The workers, which Stryker starts, read it: see vitest.config.ts.
    process.env[partVariable] = task.part.name;
    mutants.push(...(await new Stryker(optionsFor(task, flags)).runMutationTest()));
  }
  const scores = scoresOf(mutants);
  console.log(`\n${tableOf(scores)}\n\nWhat survived is shown in ${out}/*.html.`);
  if (scores.length > 0 && scores.every(({ percent }) => percent >= leastScore)) return;
  console.log(`Expected ${leastScore} % in every folder at least.`);
  process.exitCode = 1;
}

const command = new Command('mutation')
  .description('Changes what judges a target, one spot at a time, and looks whether a test notices.')
  .argument(
    '[names...]',
    `parts (${parts.map(({ name }) => name).join(', ')}) or files; everything by default`,
  )
  .option('--incremental', 'try again only what has changed since the last run', false)
  .option('--concurrency <N>', 'how many mutants are tried at once', String(availableParallelism()))
  .action(mutate);

try {
  await command.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
