import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Estate } from '../../../fixtures/targets/index.ts';

/*
 * Hosts of our own: each is a network namespace with one address, joined by a bridge. The bridge is in a namespace, too,
 * so nothing of it touches the network of this machine.
 */

/** Where something runs: what goes before its command line. */
export interface Host {
  name: string;
  address: string;
  /** The command line that runs another one there. */
  there(command: string, ...args: string[]): [command: string, args: string[]];
}

export interface Network {
  /** The one with the bridge. */
  hub: Host;
  hosts: Host[];
}

const run = promisify(execFile);
const ip = (...args: string[]) => run('ip', args);
const bridge = 'bridge0';

/** Why there can be no such network here; nothing when there can. */
export async function whyNoNetwork(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s';
  if (process.getuid?.() !== 0) return 'network namespaces take root';
  const probe = uniqueName();
  try {
    await ip('netns', 'add', probe);
    await ip('netns', 'del', probe);
    return undefined;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    return code === 'ENOENT' ? 'there is no `ip` (iproute2)' : `\`ip netns add\` fails: ${stderr.trim()}`;
  }
}

/** A bridge and so many hosts at it. They are gone with the estate. */
export async function openNetwork(estate: Estate, count: number): Promise<Network> {
  const tag = uniqueName();
  const hub = hostAt(`${tag}-hub`, '10.0.0.1');
  const hosts = Array.from({ length: count }, (_, index) =>
    hostAt(`${tag}-${index}`, `10.0.0.${index + 10}`),
  );
  const all = [hub, ...hosts].map(({ name }) => name);
  estate.hold({
    kind: 'command',
    command: all.map((name) => `{ [ ! -e /run/netns/${name} ] || ip netns del ${name}; }`).join(' && '),
  });
  await ip('netns', 'add', hub.name);
  await ip('-n', hub.name, 'link', 'set', 'lo', 'up');
  await ip('-n', hub.name, 'link', 'add', bridge, 'type', 'bridge');
  await ip('-n', hub.name, 'addr', 'add', `${hub.address}/24`, 'dev', bridge);
  await ip('-n', hub.name, 'link', 'set', bridge, 'up');
  for (const [index, { name, address }] of hosts.entries()) {
    const port = `port${index}`;
    await ip('netns', 'add', name);
    const [theirs, ours] = [
      ['name', 'eth0', 'netns', name],
      [port, 'type', 'veth', 'peer'],
    ];
    await ip('-n', hub.name, 'link', 'add', ...ours, ...theirs);
    await ip('-n', hub.name, 'link', 'set', port, 'master', bridge, 'up');
    await ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    await ip('-n', name, 'link', 'set', 'eth0', 'up');
    await ip('-n', name, 'link', 'set', 'lo', 'up');
  }
  return { hub, hosts };
}

function hostAt(name: string, address: string): Host {
  return { name, address, there: (command, ...args) => ['ip', ['netns', 'exec', name, command, ...args]] };
}

function uniqueName(): string {
  return `pingback-${randomBytes(4).toString('hex')}`;
}
