import { execFile } from 'node:child_process';
import { setTimeout as pass } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { planJourneys } from '../calibration/measure.ts';
import { rehearse } from '../journeys/testing/rehearsal.ts';
import { connect, settle } from './plain-journeys.ts';

/*
 * What an idle socket takes of resident memory, when its conversation is open. Run as a program, this is one client: it
 * connects so many sockets, waits until garbage is collected, and prints how much more it takes than before. Ours runs the same steps in Artillery's
 * engine as in a run, without the rest of Artillery, whose own garbage cannot be collected at will.
 */

export type Client = 'ours' | 'plain';

/** What is measured comes on top of these: whatever is needed once is there with them. */
const few = 50;
const settleMs = 400;
const settleTimes = 5;
const rampMs = 5_000;

async function residentBytes(): Promise<number> {
  for (let time = 0; time < settleTimes; time += 1) {
    // What is free between what is in use goes back to the system, too.
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    await pass(settleMs);
  }
  return process.memoryUsage.rss();
}

const seats = (sockets: number) => ({ widgets: sockets * 0.8, agents: sockets * 0.2 });

async function settlePlain(url: string, sockets: number): Promise<unknown> {
  return settle(await connect(url, sockets, () => {}), { ...seats(sockets), shared: 0 });
}

async function bytesOfPlain(url: string, sockets: number): Promise<number> {
  const first = await settlePlain(url, few);
  const before = await residentBytes();
  const all = await settlePlain(url, sockets);
  const after = await residentBytes();
  return first && all ? after - before : Number.NaN;
}

async function bytesOfOurs(url: string, sockets: number): Promise<number> {
  const shared = { warmUp: 0, rate: 10, duration: 100 };
  const small = { ...seats(few), ramp: 0, ...shared };
  const first = await planJourneys({ nodes: [url], knobs: small, seed: 1 });
  await rehearse(first.scenario, first.plan);
  const before = await residentBytes();
  const many = { ...seats(sockets), ramp: rampMs, ...shared };
  const { scenario, plan } = await planJourneys({ nodes: [url], knobs: many, seed: 1 });
  return new Promise((resolve, reject) => {
    rehearse(scenario, plan, (message) => {
      // Everybody is in place and idle, as long as nobody tells them to begin.
      if (message.kind === 'ready') residentBytes().then((now) => resolve(now - before), reject);
      return undefined;
    }).catch(reject);
  });
}

/** Resident memory per idle socket, in bytes; the client lives in a process of its own. */
export async function bytesPerSocket(client: Client, url: string, sockets: number): Promise<number> {
  const script = fileURLToPath(import.meta.url);
  const args = [
    '--expose-gc',
    '--compact-on-every-full-gc',
    '--max-semi-space-size=1',
    script,
    client,
    url,
    String(sockets),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout) / sockets;
}

if (import.meta.main) {
  const [client, url = '', sockets] = process.argv.slice(2);
  const bytes = client === 'ours' ? bytesOfOurs : bytesOfPlain;
  process.stdout.write(String(await bytes(url, Number(sockets))), () => process.exit());
}
