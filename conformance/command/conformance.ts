import { resolve } from 'node:path';
import {
  cannotWrite,
  configFlags,
  interruptible,
  onTarget,
  requireWritable,
} from '../../fixtures/command-line/index.ts';
import { loadConfig, loadExpectedFailures, UsageError } from '../../fixtures/targets/index.ts';
import { createRedactor, redactConformance } from '../../reports/redact/index.ts';
import { type ConformanceResult, isMet } from '../../reports/results/index.ts';
import { createConformanceReporter } from '../../reports/terminal/index.ts';
import { writeConformanceReports } from '../../reports/write.ts';
import { runConformance, suiteVersion } from '../runner/index.ts';
import type { ConformanceFlags } from './options.ts';
import { commandLine, rerunCommand } from './rerun.ts';
import { inWords, listing, selectedClauses } from './selection.ts';
import { unnoticedFaults } from './unnoticed.ts';

/**
 * Checks what the flags ask for, shows it, writes the result files, and sets the exit code. Returns the result, to be
 * printed where JSON is wanted; nothing when clauses were only listed, or the run was interrupted.
 */
export async function conformance(flags: ConformanceFlags): Promise<ConformanceResult | undefined> {
  const selected = selectedClauses(flags);
  if (flags.list) {
    console.log(flags.json ? JSON.stringify(selected, null, 2) : listing(selected));
    return;
  }
  const { config, secrets } = await loadConfig({
    file: flags.config,
    cwd: process.cwd(),
    env: process.env,
    flags: { ...configFlags(flags), expectedFailures: flags.expectedFailures },
  });
  const expectedFailures = config.expectedFailures ? await loadExpectedFailures(config.expectedFailures) : [];
  await requireWritable(flags.out);
  const redactor = createRedactor(secrets);
  // Some faults break a SHOULD alone, and whoever asks for a fault wants to see it noticed.
  const strict = flags.strict || flags.fault.length > 0;
  const report = createConformanceReporter({
    stdout: flags.json ? process.stderr : process.stdout,
    isTTY: Boolean(flags.json ? process.stderr.isTTY : process.stdout.isTTY),
    env: process.env,
    quiet: flags.quiet,
    strict,
    redactor,
  });

  const say = (line: string) => flags.quiet || console.error(redactor.text(line));
  return interruptible((signal) =>
    onTarget({ config, flags, redact: redactor.text, signal }, async (target, heartbeat) => {
      report({ kind: 'target', choice: target.description.choice });
      if (strict && !flags.strict) say('--fault implies --strict: a SHOULD counts as a MUST does.');
      const result = redactConformance(
        await runConformance(
          {
            target,
            heartbeat,
            selected,
            named: flags.clause.map((id) => id.toUpperCase()),
            selection: inWords(flags),
            slow: flags.slow,
            strict,
            expectedFailures,
            suiteVersion,
            command: commandLine(flags),
            rerun: rerunCommand(flags),
            signal,
          },
          (progress) => progress.kind !== 'checking' && report(progress),
        ),
        redactor,
      );
      signal.throwIfAborted();
      // Whatever becomes of the files, the verdict has been said.
      report({ kind: 'finished', result });
      const folder = resolve(flags.out);
      const files = await writeConformanceReports(folder, result).catch((error) => {
        throw new UsageError(cannotWrite(folder, error));
      });
      report({ kind: 'written', files });
      const unnoticed = await unnoticedFaults(flags.fault, result.clauses);
      for (const line of unnoticed) console.error(redactor.text(line));
      // A green over a server that is wrong on purpose says nothing.
      process.exitCode = !isMet(result) ? 1 : unnoticed.length > 0 ? 4 : 0;
      return result;
    }),
  );
}
