import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { configSchema, openTarget, UsageError } from '../../fixtures/targets/index.ts';
import { requireK6 } from '../k6/index.ts';
import { type DriverName, drives, type Observed, observe } from './sizing-measure.ts';
import { pageWith, type Sizing, sizingTable } from './sizing-page.ts';
import { costsFrom, type Runs } from './sizing-sums.ts';

/*
 * What sockets and deliveries cost, so that a load can be planned: node load/bench/sizing.ts. Both drivers, k6 where it
 * is found, against the reference server on this machine, one after the other; two to three minutes, on a machine with
 * nothing else to do. With --write, the measured table of load/SIZING.md and all that follows from it are written anew.
 */

const page = fileURLToPath(new URL('../SIZING.md', import.meta.url));
/** Those of Socket.IO: with a quick heartbeat, idle sockets would not be idle. */
const usualHeartbeat = { pingIntervalMs: 25_000, pingTimeoutMs: 20_000 };

async function present(): Promise<DriverName[]> {
  try {
    await requireK6();
    return ['artillery', 'k6'];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.log(`Without k6: ${error.message}`);
    return ['artillery'];
  }
}

async function measured(driver: DriverName): Promise<Observed> {
  // One for each driver, so that neither finds what the other left behind.
  const target = await openTarget({
    config: configSchema.parse({}),
    choice: { kind: 'embedded' },
    serverFlags: usualHeartbeat,
    onProgress: () => {},
  });
  try {
    return await observe(driver, target);
  } finally {
    await target.stop();
  }
}

function show(who: string, { few, pairs, crowds }: Runs): void {
  for (const { sockets, sentPerS, deliveriesPerS, cores, residentBytes } of [...few, ...pairs, ...crowds]) {
    console.log(
      `  ${who.padEnd(18)}${String(sockets).padStart(5)} sockets ${sentPerS.toFixed(0).padStart(5)} sent/s ${deliveriesPerS.toFixed(0).padStart(5)} deliveries/s ${cores.toFixed(3)} cores ${(residentBytes / 1e6).toFixed(0).padStart(5)} MB`,
    );
  }
}

async function main(write: boolean): Promise<void> {
  const names = await present();
  if (write && names.length < Object.keys(drives).length)
    throw new UsageError('--write needs both drivers: set K6_BIN to the path of k6.');
  const sizing: Partial<Sizing> = {
    machine: `${cpus().length} shared cores, ${cpus()[0]?.model ?? 'unknown'}`,
  };
  for (const driver of names) {
    const observed = await measured(driver);
    show(driver, observed.generator);
    show('reference server', observed.server);
    sizing[driver] = costsFrom(observed.generator);
    // Both drivers ask the same of it.
    sizing.server ??= costsFrom(observed.server);
  }
  console.log(`\n${sizingTable(sizing as Sizing)}`);
  if (!write) return;
  await writeFile(page, pageWith(await readFile(page, 'utf8'), sizing as Sizing));
  console.log(`\nWritten: ${page}`);
}

try {
  await main(process.argv.includes('--write'));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 4;
}
