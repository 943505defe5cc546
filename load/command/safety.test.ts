import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ended } from '../../conformance/command/testing/suite.ts';
import { productionHost } from '../../conformance/contract/index.ts';
import { type ConfigInput, UsageError } from '../../fixtures/targets/index.ts';
import type { LoadFlags } from './options.ts';
import { prepare, requireAble } from './prepare.ts';
import { load } from './testing/suite.ts';

/** An address of this machine that is not loopback: to the suite it is any other host. */
const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

let folder: string;
let server: Server;
let connections: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-safety-'));
});
beforeEach(async () => {
  connections = 0;
  server = createServer((_request, response) => response.writeHead(404).end('no Socket.IO here'));
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
afterAll(() => rm(folder, { recursive: true }));

const port = () => (server.address() as AddressInfo).port;

/** Runs `load` and tells what it connected to and looked up, too. */
async function traced(args: string[], config?: ConfigInput): Promise<Ended & { trace: string[] }> {
  const file = join(folder, `${crypto.randomUUID()}.log`);
  const tracer = fileURLToPath(new URL('./testing/trace-connections.mjs', import.meta.url));
  const ended = await load(['steady', ...args], {
    config,
    env: { NODE_OPTIONS: `--import ${tracer}`, CONNECTIONS: file },
  });
  const name = file.slice(folder.length + 1);
  const trace = readdirSync(folder).includes(name) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return { ...ended, trace };
}

/** Refused as a mistake of usage that names host and setting, with nothing connected, looked up or written. */
function expectRefused(
  { code, stdout, stderr, trace, folder: where }: Ended & { trace: string[] },
  said: RegExp,
) {
  expect([code, stdout], stderr).toEqual([2, '']);
  expect(stderr).toMatch(said);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(trace.filter((line) => line !== 'lookup localhost')).toEqual([]);
  expect(connections).toBe(0);
  expect(readdirSync(where)).not.toContain('out');
}

const business = ['--business-id', 'acme'];

const flagsWith = (some: Partial<LoadFlags>): LoadFlags => ({
  ...{ url: [], businessId: ['acme'], fault: [], out: 'out', json: false, quiet: false },
  ...{ slo: [], serverPid: [], serverMetrics: [], allowProduction: false, list: false, driver: 'artillery' },
  ...some,
});

describe.runIf(outside)('another host', () => {
  const url = () => `http://${outside}:${port()}`;

  test('would be reached, if it were allowed', async () => {
    const ended = await traced(['--url', url(), ...business], { allowLoadOn: [`${outside}`] });
    // It is no server for the suite, which it found out by asking.
    expect([ended.code, connections > 0], ended.output).toEqual([3, true]);
    expect(ended.trace).toContain(`connect {"host":"${outside}","port":"${port()}"}`);
  });

  test('is refused as a node, before the first connection', async () => {
    expectRefused(await traced(['--url', url(), ...business]), /Load is not sent to .* allowLoadOn: \[/);
  });

  test('is refused as the stimulus hook', async () => {
    const args = ['--url', `http://127.0.0.1:${port()}`, ...business, '--hook', `${url()}/stimulus`];
    expectRefused(await traced(args), /\(the stimulus hook\)/);
  });

  test.each<[string, RegExp, (at: string) => Partial<LoadFlags>]>([
    ['one node of two', /a node of the target/, (at) => ({ url: ['http://127.0.0.1:1', `http://${at}`] })],
    ['the Redis of an embedded target', /--redis/, (at) => ({ url: [], redis: `redis://${at}` })],
    [
      'the place of metrics',
      /--server-metrics/,
      (at) => ({ url: [], serverMetrics: [`http://${at}/metrics`] }),
    ],
  ])('is refused as %s', async (_name, said, flags) => {
    const refused = requireAble(await prepare('steady', flagsWith(flags(`${outside}:${port()}`))));
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(said);
    expect(connections).toBe(0);
  });

  test('is not reached by a redirect of a host that is allowed', async () => {
    let asked = 0;
    const redirecting = createServer((request, response) => {
      asked += 1;
      response.writeHead(307, { location: `${url()}${request.url}` }).end();
    });
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    const from = (redirecting.address() as AddressInfo).port;
    const ended = await traced(['--url', `http://127.0.0.1:${from}`, ...business]);
    redirecting.close();
    expect([ended.code, asked > 0, connections], ended.output).toEqual([3, true, 0]);
  });
});

test('a name is refused without being looked up', async () => {
  const args = ['--url', 'http://staging.example.com', ...business];
  expectRefused(
    await traced(args),
    /Load is not sent to staging\.example\.com:80 .*allowLoadOn: \[staging\.example\.com\]/,
  );
});

describe('the production system', () => {
  const args = ['--url', `https://${productionHost}`, ...business];
  const allowed = { allowLoadOn: [productionHost] };

  test('is refused when the flag is typed and nobody named it', async () => {
    expectRefused(await traced([...args, '--allow-production']), /name it in allowLoadOn/);
  });

  test('is refused when it is named, without the flag', async () => {
    expectRefused(await traced(args, allowed), /type --allow-production in full/);
  });

  test('is not opened by a flag that is not typed in full', async () => {
    const flag = '--allow-productio';
    const ended = await traced([...args, flag], allowed);
    expect([ended.code, ended.trace], ended.output).toEqual([2, []]);
    expect(ended.stderr).toContain(`unknown option '${flag}'`);
  });
});
