import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import { createRedactor } from '../../reports/redact/index.ts';
import { nowMs, toCounters } from '../measure/index.ts';
import type { WorkerPlan } from '../plan.ts';
import { plansFrom } from '../scale-out/plan-file.ts';
import { ownPlan } from '../scale-out/plans-in.ts';
import { type FromWorker, type ToWorker, toWorker } from './messages.ts';
import { inParts } from './parts.ts';

/** Names the coordinator's address, which holds the token and the worker's number. */
export const controlVariable = 'PINGBACK_LOAD_CONTROL';
/**
 * Without a coordinator: files that hold the plan, and that takes the record; and which of the plans it is, where the
 * file holds those of several workers. Workers that are all started alike have the platform name them.
 */
export const planVariable = 'PINGBACK_LOAD_PLAN';
export const recordVariable = 'PINGBACK_LOAD_RECORD';
export const workerVariable = 'PINGBACK_LOAD_WORKER';
/** Artillery gives each of its tasks in a cloud a name of 12 random letters and digits. */
const taskVariable = 'WORKER_ID';

/** The coordinator, as a worker sees it. */
export interface WorkerEnd {
  readonly plan: WorkerPlan;
  say(message: FromWorker): void;
  /** What is heard before this is called waits for it. */
  listen(heard: (message: ToWorker) => void): void;
  /** Resolves when what was said last has been handed over. */
  close(): Promise<void>;
}

export interface WorkerEndOptions {
  env?: NodeJS.ProcessEnv;
  /** The coordinator is gone, and with it the purpose of this process. */
  orphaned?(): void;
  /** Without a coordinator: takes the record as counters, which a load driver adds up across hosts. */
  count?(name: string, count: number): void;
}

/**
 * Finds the worker's plan: at the coordinator that the environment names, else in a file. Rejects when there is neither,
 * or no plan comes.
 */
export async function openWorkerEnd(options: WorkerEndOptions = {}): Promise<WorkerEnd> {
  const { env = process.env, orphaned = endThisProcess, count } = options;
  const url = env[controlVariable];
  if (url) return viaCoordinator(url, orphaned);
  const path = env[planVariable];
  if (path) return alone(path, env, count);
  throw new Error(
    `Expected ${controlVariable} or ${planVariable} in the environment, found neither. Start the script with \`pingback-suite load\`.`,
  );
}

function viaCoordinator(url: string, orphaned: () => void): Promise<WorkerEnd> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const waiting: ToWorker[] = [];
    let heard: ((message: ToWorker) => void) | undefined;
    let closing = false;
    socket.once('error', reject);
    socket.once('close', () => {
      if (!closing) orphaned();
    });
    const end = (plan: WorkerPlan): WorkerEnd => ({
      plan,
      say(message) {
        for (const part of inParts(message)) socket.send(JSON.stringify(part));
      },
      listen(listener) {
        heard = listener;
        for (const message of waiting.splice(0)) listener(message);
      },
      close() {
        closing = true;
        return new Promise((closed) => {
          socket.once('close', () => closed());
          socket.close();
        });
      },
    });
    socket.on('message', (data) => {
      const message = toWorker.parse(JSON.parse(String(data)));
      if (message.kind === 'plan') resolve(end(message.plan));
      else if (heard) heard(message);
      else waiting.push(message);
    });
    const worker = Number(new URL(url).pathname.split('/').at(-1));
    socket.once('open', () => {
      socket.send(JSON.stringify({ kind: 'hello', worker, pid: process.pid } satisfies FromWorker));
    });
  });
}

/** A worker runs in a thread, where `process.exit` would end the thread alone. */
function endThisProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}

/**
 * For workers on hosts that no coordinator reaches: what `load --distributed` prepared lies beside the script. Begins by
 * itself, goes through all segments, and leaves its record in a file and as counters.
 */
async function alone(
  planPath: string,
  env: NodeJS.ProcessEnv,
  count: WorkerEndOptions['count'],
): Promise<WorkerEnd> {
  const { plans, secrets } = plansFrom(await readFile(planPath, 'utf8'), env);
  const redact = createRedactor(secrets).text;
  const plan = ownPlan(plans, { worker: env[workerVariable], name: env[taskVariable] });
  const recordPath = env[recordVariable];
  const missing: string[] = [];
  let hear: (message: ToWorker) => void = () => {};
  return {
    plan,
    say(message) {
      if (message.kind === 'ready') {
        missing.push(...message.missing);
        hear({ kind: 'begin', atMs: nowMs() });
      }
      if (message.kind === 'segment') hear({ kind: 'go-on', atMs: nowMs() });
      if (message.kind === 'failed') console.error(redact(message.message));
      if (message.kind !== 'done') return;
      const problems = [...missing, ...message.record.problems].map(redact);
      const record = { ...message.record, problems };
      if (recordPath) writeFileSync(recordPath, JSON.stringify(record));
      if (count) for (const [name, value] of Object.entries(toCounters(record))) count(name, value);
    },
    listen(heard) {
      hear = (message) => setImmediate(heard, message);
    },
    close: async () => {},
  };
}
