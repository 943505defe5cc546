import { resolve } from 'node:path';
import {
  loadConfig,
  loadExpectedFailures,
  openTarget,
  preflight,
  type Target,
} from '../../fixtures/targets/index.ts';
import { createRedactor, type Redactor, redactConformance } from '../../reports/redact/index.ts';
import { isMet } from '../../reports/results/index.ts';
import { createConformanceReporter } from '../../reports/terminal/index.ts';
import { writeConformanceReports } from '../../reports/write.ts';
import { runConformance, suiteVersion } from '../runner/index.ts';
import { interruptible } from './interruption.ts';
import type { ConformanceFlags } from './options.ts';
import { commandLine, rerunCommand } from './rerun.ts';
import { inWords, listing, selectedClauses } from './selection.ts';
import { unnoticedFaults } from './unnoticed.ts';

/** Checks what the flags ask for, prints, writes the result files, and sets the exit code. */
export async function conformance(flags: ConformanceFlags): Promise<void> {
  const selected = selectedClauses(flags);
  if (flags.list) {
    console.log(flags.json ? JSON.stringify(selected, null, 2) : listing(selected));
    return;
  }
  const { config, secrets } = await loadConfig({
    file: flags.config,
    cwd: process.cwd(),
    env: process.env,
    flags: {
      urls: flags.url,
      businessIds: flags.businessId,
      hook: flags.hook,
      target: flags.target,
      expectedFailures: flags.expectedFailures,
    },
  });
  const expectedFailures = config.expectedFailures ? await loadExpectedFailures(config.expectedFailures) : [];
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
  await interruptible(async (signal) => {
    let target: Target | undefined;
    try {
      target = await openTarget({
        config,
        choice: { kind: flags.target },
        redisUrl: flags.redis,
        serverFlags: { faults: flags.fault },
        onProgress: say,
        signal,
      });
      const heartbeat = await preflight(target.description, { signal });
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
      const files = await writeConformanceReports(resolve(flags.out), result);
      report({ kind: 'finished', result, files });
      if (flags.json) console.log(JSON.stringify(result, null, 2));
      const unnoticed = await unnoticedFaults(flags.fault, result.clauses);
      for (const line of unnoticed) console.error(redactor.text(line));
      // A green over a server that is wrong on purpose says nothing.
      process.exitCode = !isMet(result) ? 1 : unnoticed.length > 0 ? 4 : 0;
    } catch (error) {
      throw withoutSecrets(error, redactor);
    } finally {
      await target?.stop();
    }
  });
}

/** Errors are printed, and may quote a server that quotes what it was sent. */
function withoutSecrets(error: unknown, redactor: Redactor): unknown {
  if (!(error instanceof Error)) return error;
  error.message = redactor.text(error.message);
  if (error.stack) error.stack = redactor.text(error.stack);
  return error;
}
