import { type Estate, scriptBeside } from '../../fixtures/targets/index.ts';
import { planJourneys, runInArtillery } from '../calibration/measure.ts';
import { usageOfProcess } from '../resources/proc.ts';
import type { PlainReport, PlainSettings } from './plain-messages.ts';
import { knobsOf, type Workload } from './workload.ts';

/** What a client's process used while it got so many deliveries. */
export interface Cost {
  cpuS: number;
  deliveries: number;
}

export const microsecondsEach = ({ cpuS, deliveries }: Cost) => (cpuS * 1e6) / deliveries;

/** A process's use of the processor beside the deliveries that it tells of. */
class Meter {
  readonly #readings: Promise<Cost>[] = [];

  read(pid: number, deliveries: number): void {
    this.#readings.push(usageOfProcess(pid).then(({ cpuS }) => ({ cpuS, deliveries })));
  }

  /** From the first reading to the last. */
  async cost(): Promise<Cost> {
    const readings = await Promise.all(this.#readings);
    const [first, last] = [readings[0], readings.at(-1)];
    if (!first || !last || first === last) throw new Error('The window was too short to be measured.');
    return { cpuS: last.cpuS - first.cpuS, deliveries: last.deliveries - first.deliveries };
  }
}

/**
 * What a delivery costs our journeys in Artillery, and what plain socket.io-client: all threads of either process, in the
 * same seconds, with the same workload at the same server. Whatever else the machine does, it does to both.
 */
export async function compareCost(
  estate: Estate,
  url: string,
  workload: Workload,
): Promise<{ ours: Cost; plain: Cost }> {
  const client = await startPlain(estate, { url, workload });
  const journeys = await planJourneys({ nodes: [url], knobs: knobsOf(workload), seed: 1 });
  const [ours, plain] = [new Meter(), new Meter()];
  let pid = 0;
  await runInArtillery(journeys, {
    onHello: (its) => {
      pid = its;
    },
    onTick: ({ phase, deliveries }) => {
      if (phase !== 'measuring') return;
      ours.read(pid, deliveries);
      plain.read(client.pid, client.deliveries);
    },
    signal: new AbortController().signal,
  });
  client.kill();
  return { ours: await ours.cost(), plain: await plain.cost() };
}

interface PlainClient {
  pid: number;
  deliveries: number;
  kill(): void;
}

/** Starts it, and waits until all of its sockets are in place and speak. */
function startPlain(estate: Estate, settings: PlainSettings): Promise<PlainClient> {
  const script = scriptBeside('plain-client', import.meta.url);
  const { child, kill } = estate.spawn(process.execPath, [script, JSON.stringify(settings)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const client = { pid: child.pid as number, deliveries: 0, kill };
  return new Promise((resolve, reject) => {
    child.on('message', ({ deliveries }: PlainReport) => {
      client.deliveries = deliveries;
      resolve(client);
    });
    child.once('close', () => reject(new Error('The plain client ended before it was in place.')));
  });
}
