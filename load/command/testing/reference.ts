import type { Misdeed } from '../../../fixtures/reference-server/behaviour.ts';
import { misdeedsPath } from '../../../fixtures/reference-server/hook.ts';
import type { Estate } from '../../../fixtures/targets/index.ts';
import { findRedisServer, startOwnRedis } from '../../../fixtures/targets/redis-server.ts';
import { type ServerProcess, startServerProcess } from '../../../fixtures/targets/server-process.ts';

/** Two nodes of the reference server, as an embedded target has them, that can be asked what they did. */
export interface Reference {
  /** The flags that point `load` at it. */
  flags: string[];
  /** What its faults say that they got wrong so far, on both nodes. */
  misdeeds(): Promise<Misdeed[]>;
}

/** Starts them with these faults, in the estate. */
export async function startReference(estate: Estate, ...faults: string[]): Promise<Reference> {
  const common = ['--port', '0', '--log-level', 'warn', ...faults.flatMap((name) => ['--fault', name])];
  const start = (...flags: string[]) => startServerProcess(estate, { flags: [...common, ...flags], env: {} });
  const program = await findRedisServer();
  const [first, second] = program ? await overRedis(estate, program, start) : [await start('--nodes', '2')];
  const processes = second ? [first, second] : [first];
  const nodes = processes.flatMap((process) => process.nodes).flatMap((url) => ['--url', url]);
  const businesses = ['acme', 'globex'].flatMap((id) => ['--business-id', id]);
  return {
    flags: [...nodes, ...businesses, '--hook', first.controlUrl],
    async misdeeds() {
      const all = await Promise.all(processes.map(({ controlUrl }) => confessionsAt(controlUrl)));
      return all.flat();
    },
  };
}

async function overRedis(
  estate: Estate,
  program: string,
  start: (...flags: string[]) => Promise<ServerProcess>,
): Promise<[ServerProcess, ServerProcess]> {
  const { url } = await startOwnRedis(estate, { program });
  const node = (position: number) => start('--nodes', '1', '--first-node', String(position), '--redis', url);
  return Promise.all([node(0), node(1)]);
}

async function confessionsAt(controlUrl: string): Promise<Misdeed[]> {
  const answer = await fetch(new URL(misdeedsPath, controlUrl));
  return ((await answer.json()) as { misdeeds: Misdeed[] }).misdeeds;
}
