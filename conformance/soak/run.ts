import type { Delay, Seed } from '../../fixtures/delaying-proxy/index.ts';
import { preflight, type Target } from '../../fixtures/targets/index.ts';
import type { ClauseResult, SoakRun } from '../../reports/results/index.ts';
import { clauses } from '../contract/index.ts';
import { runConformance, suiteVersion } from '../runner/index.ts';
import { behindProxies } from './behind-proxies.ts';
import { foreignTraffic } from './foreign-traffic.ts';
import { pressure } from './pressure.ts';

/** What one run came to: every clause that was judged or left out, and what went on around it. */
export interface Findings extends Pick<SoakRun, 'foreign' | 'delayed' | 'busyMs'> {
  clauses: ClauseResult[];
}

/**
 * Holds the whole suite once against a target that is up, as `conformance --strict --slow` does: over slow lines, beside
 * other people, on a machine that is busy by fits and starts. The seed decides all three.
 */
export async function runOnce(
  target: Target,
  { seed, delay, signal }: { seed: Seed; delay: Delay; signal: AbortSignal },
): Promise<Findings> {
  const lines = await behindProxies(target, { seed, delay });
  const burner = pressure(seed);
  const others = foreignTraffic(target.description, seed);
  try {
    const result = await runConformance(
      {
        target: lines.target,
        heartbeat: await preflight(lines.target.description, { signal }),
        selected: clauses,
        named: [],
        slow: true,
        strict: true,
        expectedFailures: [],
        suiteVersion,
        rerun: (id) => id,
        signal,
      },
      () => {},
    );
    const foreign = await others.end();
    return { clauses: result.clauses, foreign, delayed: lines.accepted, busyMs: burner.busyMs };
  } finally {
    await Promise.all([others.end(), burner.end()]);
    await lines.close();
  }
}
