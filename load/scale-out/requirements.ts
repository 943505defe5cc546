import { BlockList, isIP } from 'node:net';
import { type Config, UsageError } from '../../fixtures/targets/index.ts';
import type { LoadFlags } from '../command/options.ts';
import type { Prepared } from '../command/prepare.ts';
import { destinationsOf } from '../safety/index.ts';

/** Throws a `UsageError` for flags that mean nothing where workers are on other hosts. Before the configuration is read. */
export function requireFlags(flags: LoadFlags): asserts flags is LoadFlags & { workers: number } {
  const own = [
    ...(flags.target === undefined ? [] : ['--target']),
    ...(flags.redis === undefined ? [] : ['--redis']),
    ...(flags.fault.length === 0 ? [] : ['--fault']),
  ];
  if (own.length > 0) {
    throw new UsageError(
      `${own.join(' and ')} would start a server on this machine, which workers elsewhere do not reach. Name yours with --url.`,
    );
  }
  const looks = [
    ...(flags.serverPid.length === 0 ? [] : ['--server-pid']),
    ...(flags.serverMetrics.length === 0 ? [] : ['--server-metrics']),
  ];
  if (looks.length > 0) {
    throw new UsageError(
      `${looks.join(' and ')} is for a run from this machine: while workers elsewhere run, nobody is here to look. Leave it out.`,
    );
  }
  if (flags.workers === undefined) {
    throw new UsageError('How many workers? --distributed needs --workers N, say --workers 8.');
  }
}

/** Throws a `UsageError` for a target that workers elsewhere cannot reach, or not make do what nobody asks for. */
export function requireReachable({ config }: Pick<Prepared, 'config'>): void {
  if (config.nodes.length === 0) {
    throw new UsageError(
      'Which server? --distributed needs an address that workers elsewhere reach: --url, or "nodes" in the configuration.',
    );
  }
  if (config.stimuli.kind === 'module') {
    throw new UsageError(
      'Workers elsewhere do not have the module for stimuli: configure a hook or REST routes that they reach.',
    );
  }
  const here = destinationsOf(config, []).find(({ url }) => isThisMachine(url));
  if (here === undefined) return;
  throw new UsageError(
    `${new URL(here.url).host} (${here.from}) is this machine, and for workers elsewhere it is theirs. Give the address by which they reach it.`,
  );
}

const own = new BlockList();
own.addSubnet('127.0.0.0', 8, 'ipv4');
own.addAddress('0.0.0.0', 'ipv4');
own.addAddress('::1', 'ipv6');
own.addAddress('::', 'ipv6');
own.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');

/** Names are not looked up: what they mean elsewhere shows there alone. */
function isThisMachine(url: Config['nodes'][number]): boolean {
  // Other schemes than those of the web leave the spelling of a host as it is.
  const { hostname } = new URL(url.replace(/^[a-z]+:/i, 'http:'));
  const address = hostname.replace(/^\[|\]$|\.$/g, '');
  const version = isIP(address);
  if (version !== 0) return own.check(address, version === 4 ? 'ipv4' : 'ipv6');
  return address === 'localhost' || address.endsWith('.localhost');
}
