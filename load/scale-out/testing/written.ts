import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReferenceServer } from '../../../fixtures/reference-server/index.ts';
import { openTarget } from '../../../fixtures/targets/index.ts';
import type { LoadFlags } from '../../command/options.ts';
import { prepare } from '../../command/prepare.ts';
import { probeManner } from '../../journeys/probe.ts';
import type { engineNames } from '../engine-names.ts';
import { type WrittenRun, writeRun } from '../write.ts';

/** What has to be in no file; it is in the variable that the configuration names. */
export const secret = 'a secret with "quotes", a $ and a \\';
export const secretVariable = 'PINGBACK_TEST_TOKEN';

/** A run of seconds. */
export const small = {
  ...{ widgets: 8, agents: 4, ramp: 0, warmUp: '200ms', duration: '1s', rate: 40, drain: '10s', step: '30s' },
} as const;

export interface Written extends WrittenRun {
  folder: string;
}

/**
 * A run that is prepared for this server and written into a folder below that one, as `load --distributed` does it. The
 * server is on this machine, which the command itself refuses.
 */
export async function written(
  engine: (typeof engineNames)[number],
  server: ReferenceServer,
  { folder, workers, scenario = 'steady', ...given }: Partial<LoadFlags> & WrittenOptions,
): Promise<Written> {
  process.env[secretVariable] = secret;
  const config = join(folder, 'pingback.config.json');
  const connect = { auth: { token: `\${${secretVariable}}` } };
  const stimuli = { kind: 'hook', url: server.controlUrl };
  await writeFile(
    config,
    JSON.stringify({ nodes: server.nodes, businesses: [{ id: 'acme' }, { id: 'globex' }], connect, stimuli }),
  );
  const flags = { ...noFlags, ...small, ...given, config, workers, distributed: engine } as LoadFlags;
  const prepared = await prepare(scenario, flags);
  const target = await openTarget({
    config: prepared.config,
    choice: {},
    serverFlags: { faults: [] },
    onProgress: () => {},
  });
  const manner = await probeManner(target.description);
  const into = join(folder, 'distributed');
  const run = { prepared, engine, runId: '0123abcd', target: target.description, manner };
  return { ...(await writeRun(into, run)), folder: into };
}

interface WrittenOptions {
  folder: string;
  workers: number;
  scenario?: string;
}

const noFlags: Partial<LoadFlags> = {
  ...{ url: [], businessId: [], fault: [], slo: [], serverPid: [], serverMetrics: [] },
  ...{ allowProduction: false, list: false, json: false, quiet: true, driver: 'artillery', out: 'out' },
};
