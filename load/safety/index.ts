export { refuseRedirects } from './redirects.ts';

import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { productionHost } from '../../conformance/contract/index.ts';
import { type Config, UsageError } from '../../fixtures/targets/index.ts';

/** An address that a run would talk to, and where it was given. */
export interface Destination {
  url: string;
  from: string;
}

export interface Permission {
  /** `allowLoadOn` of the configuration: a host, or host:port. */
  allowLoadOn: readonly string[];
  /** `--allow-production` was typed. */
  allowProduction: boolean;
  /** For tests: every address that a name stands for. */
  resolve?: (name: string) => Promise<string[]>;
}

/**
 * Refuses a run that would send load where nobody asked for it: to be called before the first connection. Loopback
 * is always allowed; every other host has to be named under `allowLoadOn`, and PingBack's production system needs
 * `--allow-production` besides. Throws a `UsageError` that names the host and the setting.
 */
export async function requireLoadAllowed(
  destinations: readonly Destination[],
  { allowLoadOn, allowProduction, resolve = addressesOf }: Permission,
): Promise<void> {
  const allowed = allowLoadOn.map(readEntry);
  for (const { url, from } of destinations) {
    const { hostname, host } = placeOf(url);
    const named = allowed.some((entry) => entry === host || entry === hostname);
    if (hostname === productionHost && !(named && allowProduction)) throw refusedProduction(from, named);
    if (named || (await isLoopback(hostname, resolve))) continue;
    throw new UsageError(
      `Load is not sent to ${host} (${from}): it is neither on this machine nor named in allowLoadOn. If it is yours to load, add allowLoadOn: [${hostname}] to the configuration.`,
    );
  }
}

/** Everything that a run would talk to, as far as the configuration tells. */
export function destinationsOf(
  { nodes, stimuli }: Pick<Config, 'nodes' | 'stimuli'>,
  others: readonly Destination[],
): Destination[] {
  return [
    ...nodes.map((url) => ({ url, from: 'a node of the target' })),
    ...('url' in stimuli ? [{ url: stimuli.url, from: `the stimulus ${stimuli.kind}` }] : []),
    ...others,
  ];
}

function refusedProduction(from: string, named: boolean): UsageError {
  const missing = [
    ...(named ? [] : [`name it in allowLoadOn of the configuration`]),
    'type --allow-production in full',
  ];
  return new UsageError(
    `${productionHost} (${from}) is the production system of PingBack, which is not there to be loaded. Whoever runs it and means it has to ${missing.join(', and ')}.`,
  );
}

/** An entry of `allowLoadOn`: a host, or host:port, spelled like an address spells it. There are no wildcards. */
function readEntry(entry: string): string {
  const text = entry.trim();
  const bare = isIP(text) === 6 ? `[${text}]` : text;
  const wrong = () =>
    new UsageError(
      `allowLoadOn: expected a host or host:port such as staging.example.com or 10.0.0.7:3000, got "${entry}".`,
    );
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(bare) || !URL.canParse(`ws://${bare}`)) throw wrong();
  const port = /:(\d+)$/.exec(bare.replace(/^\[.*\]/, ''))?.[1];
  const { hostname } = placeOf(`ws://${bare}`);
  return port === undefined ? hostname : `${hostname}:${port}`;
}

const defaultPorts: Record<string, string> = {
  'http:': '80',
  'https:': '443',
  'redis:': '6379',
  'rediss:': '6379',
};

/** Host without and with its port; a dot at the end of a name and the case of letters mean nothing. */
function placeOf(url: string): { hostname: string; host: string } {
  const { protocol, hostname: written, port } = new URL(url);
  // Other schemes than those of the web leave the spelling of a host as it is.
  const hostname = new URL(`http://${written}`).hostname.replace(/\.$/, '');
  return { hostname, host: `${hostname}:${port || defaultPorts[protocol]}` };
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopbackAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** Whether the host cannot be but this machine. A name other than localhost may mean another address at any time. */
async function isLoopback(hostname: string, resolve: (name: string) => Promise<string[]>): Promise<boolean> {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address)) return isLoopbackAddress(address);
  if (hostname !== 'localhost') return false;
  const addresses = await resolve(hostname).catch(() => []);
  return addresses.length > 0 && addresses.every(isLoopbackAddress);
}

async function addressesOf(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}
