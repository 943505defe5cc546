import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Server } from 'socket.io';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import {
  blockUpgrades,
  httpProbe,
  openPolling,
  openWebSocket,
  upgradeToWebSocket,
  WireOpenError,
  type WireTarget,
} from './index.ts';
import { distantHeartbeat } from './test-servers.ts';

const bound = 10_000;

/** A certificate for 127.0.0.1 that is its own authority; made by openssl, since Node can make none. */
async function certificate({ skip }: TestContext): Promise<{ key: string; cert: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'wire-tls-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    const request =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=wire';
    const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', keyFile, '-out', certFile];
    await promisify(execFile)('openssl', [...request.split(' '), ...names]);
    return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') skip('openssl is not installed');
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function secureSocketIo(context: TestContext): Promise<WireTarget & { ca: string }> {
  const { key, cert } = await certificate(context);
  const server = https.createServer({ key, cert });
  const io = new Server(server, distantHeartbeat);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => io.close());
  const { port } = server.address() as AddressInfo;
  return { origin: `https://127.0.0.1:${port}`, path: '/socket.io', headers: {}, ca: cert };
}

test('a certificate of an own authority', async (context) => {
  const target = await secureSocketIo(context);
  for (const openIt of [openWebSocket, openPolling]) {
    const connection = await openIt(target);
    onTestFinished(() => connection.abandon());
    await connection.connectNamespace();
    expect(await connection.outcomeOfConnect(bound)).toMatchObject({ kind: 'connected' });
    if (connection.transport === 'websocket') continue;
    const upgrade = await upgradeToWebSocket(connection);
    expect(await upgrade.probe(bound)).toEqual({ kind: 'done' });
    expect(await upgrade.finish(bound)).toEqual({ kind: 'done' });
  }
  expect(await httpProbe(target, { EIO: '4', transport: 'polling' })).toMatchObject({ status: 200 });

  const proxy = await blockUpgrades(target.origin, { ca: target.ca });
  onTestFinished(() => proxy.close());
  const plain = { origin: proxy.origin, path: target.path, headers: {} };
  expect(await httpProbe(plain, { EIO: '4', transport: 'polling' })).toMatchObject({ status: 200 });

  const stranger = { ...target, ca: undefined };
  for (const openIt of [openWebSocket, openPolling]) {
    const error = await openIt(stranger).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WireOpenError);
    expect((error as WireOpenError).message).toMatch(/self.signed/i);
  }
  expect(await httpProbe(stranger)).toMatchObject({ kind: 'no-answer', reason: 'network' });
});
