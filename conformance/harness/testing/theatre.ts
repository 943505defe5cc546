import { onTestFinished } from 'vitest';
import type { Fault } from '../../../fixtures/reference-server/behaviour.ts';
import { hookApp, hookPath } from '../../../fixtures/reference-server/hook.ts';
import { requestListener } from '../../../fixtures/reference-server/http.ts';
import { createListener } from '../../../fixtures/reference-server/listener.ts';
import { createLog } from '../../../fixtures/reference-server/log.ts';
import { memoryBackplane } from '../../../fixtures/reference-server/memory-backplane.ts';
import { type RunningNode, startNode } from '../../../fixtures/reference-server/node.ts';
import { readSettings } from '../../../fixtures/reference-server/settings.ts';
import { configSchema } from '../../../fixtures/targets/config.ts';
import { describeOwnTarget } from '../../../fixtures/targets/own-target.ts';
import type { TargetDescription } from '../../../fixtures/targets/target.ts';
import { Identities } from '../identities.ts';
import { letIn } from '../sentinels.ts';
import type { RunSettings } from '../settings.ts';
import { Stage } from '../stage.ts';
import { Standstill } from '../standstill.ts';
import { Tempo } from '../tempo.ts';
import { Tenancy } from '../tenancy.ts';

/** A heartbeat that no test lives to see. */
const distant = { pingIntervalMs: 60_000, pingTimeoutMs: 60_000 };

/** Long enough that only what never comes is missed. */
const longMs = 2_000;

/** How the server of a test is wrong; as in the table of faults. */
export type Wrong = Pick<Fault, 'override' | 'attach' | 'serverOptions'>;

export type Override = NonNullable<Wrong['override']>;

export interface Plot {
  wrong?: Wrong;
  eventMs?: number;
  /** How long silence has to last, in milliseconds. */
  quiet?: number;
  ids?: 'number' | 'uuid' | 'any';
  /** Wins over what the target says of itself. */
  target?: Partial<TargetDescription>;
  settings?: Partial<RunSettings>;
}

export interface Theatre {
  settings: RunSettings;
  nodes: readonly RunningNode[];
  tempo: Tempo;
  /** From now on an expected event may take no longer; so that only what is to fail has to be quick. */
  limitEvents(eventMs: number): void;
  /** A stage for a check of this clause. Those of one theatre share what they learn of the target, as in a run. */
  stage(clauseId?: string): Stage;
}

/**
 * A PingBack in this process, with two nodes and the stimulus hook, and stages to check it on. Everything ends with the
 * test.
 */
export async function theatre(plot: Plot = {}): Promise<Theatre> {
  const { eventMs = longMs, quiet, ids = 'number', wrong } = plot;
  const nodes = await startNodes(ids === 'uuid' ? 'uuid' : 'number', wrong);
  const config = configSchema.parse({ ids, timeouts: { event: eventMs, ...(quiet && { quiet }) } });
  const controlUrl = await startHook(nodes);
  const origins = nodes.map(({ url }) => url);
  const found = { kind: 'embedded', choice: 'a test', nodes: origins, controlUrl } as const;
  const settings: RunSettings = {
    runId: 'run',
    target: { ...describeOwnTarget(config, found), ...plot.target },
    controlUrl: '',
    controlActions: [],
    heartbeat: distant,
    ...plot.settings,
  };
  const tempo = new Tempo();
  const identities = new Identities();
  const standstill = new Standstill();
  const tenancy = new Tenancy();
  const stage = (clauseId = 'ROM-4') => {
    const made = new Stage(clauseId, settings, tempo, identities, standstill, tenancy);
    onTestFinished(() => made.close());
    return made;
  };
  const limitEvents = (atMostMs: number) => {
    settings.target.timeouts.event = atMostMs;
  };
  return { settings, nodes, tempo, limitEvents, stage };
}

/** Ada opened a conversation; Bob is connected and has joined nothing. From then on `eventMs` applies. */
export async function opened({ eventMs = longMs, ...plot }: Plot = {}) {
  const scene = await theatre(plot);
  const stage = scene.stage();
  const [conversation, bob] = await Promise.all([stage.openConversation(), stage.connect({ name: 'bob' })]);
  scene.limitEvents(eventMs);
  return { ...scene, stage, conversation, ada: conversation.customer, bob };
}

/** Ada opened a conversation, and Bob joined it. From then on `eventMs` applies. */
export async function talking({ eventMs = longMs, ...plot }: Plot = {}) {
  const scene = await opened(plot);
  await letIn(scene.stage, [scene.bob], scene.conversation);
  scene.limitEvents(eventMs);
  return scene;
}

async function startNodes(ids: 'number' | 'uuid', wrong: Wrong = {}): Promise<RunningNode[]> {
  const settings = readSettings({
    pingInterval: distant.pingIntervalMs,
    pingTimeout: distant.pingTimeoutMs,
    ids,
    logLevel: 'silent',
  });
  const backplane = memoryBackplane(ids);
  const faults = [{ name: 'of-the-test', wrong: 'It is wrong as the test says.', noticedBy: [], ...wrong }];
  const log = createLog('silent');
  const nodes: RunningNode[] = [];
  for (const index of [0, 1]) {
    const node = await startNode({ index, port: 0, settings, faults, backplane, log });
    onTestFinished(() => node.die());
    nodes.push(node);
  }
  return nodes;
}

async function startHook([first]: readonly RunningNode[]): Promise<string> {
  const actions = () => (first as RunningNode).actions;
  const hook = createListener(
    requestListener(hookApp({ actions, maxBytes: 1_000_000, log: createLog('silent') })),
  );
  onTestFinished(() => hook.destroy());
  return `${await hook.listen({ host: '127.0.0.1', port: 0, flag: '' })}${hookPath}`;
}
