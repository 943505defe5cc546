import { configSchema } from '../../../fixtures/targets/index.ts';
import { referenceManner } from '../../journeys/testing/plan.ts';
import { readScenario, withKnobs } from '../../scenarios/index.ts';
import { parseSlos } from '../../slo/index.ts';
import type { RunToDescribe } from '../run-file.ts';

/** A run of three workers, small and without a secret. */
export async function runToDescribe(changes: Partial<RunToDescribe> = {}): Promise<RunToDescribe> {
  const target = configSchema.parse({ nodes: ['http://a.host'], businesses: [{ id: 'acme' }] });
  return {
    ...{ runId: 'run of a test', engine: 'k8s', driver: 'k6', asked: 'steady', seed: 7 },
    ...{ workers: 3, numbers: 'counted', manner: referenceManner, secrets: new Map() },
    scenario: withKnobs(await readScenario('steady'), {}),
    slos: parseSlos([]),
    target: { ...target, kind: 'url', choice: 'http://a.host: asked for' },
    command: 'pingback-suite load steady --distributed k8s --workers 3',
    ...changes,
  };
}
