import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { Target } from '../../fixtures/targets/target.ts';
import { serveControl } from './control-server.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function serving(control: Target['control']) {
  const served = await serveControl(control);
  endings.push(served.close);
  return served;
}

/** An action that counts how often it is carried out. */
function counting() {
  const calls: string[] = [];
  return { calls, stopNode: async () => void calls.push('stopNode') };
}

async function post(url: string, method = 'POST'): Promise<[status: number, body: string]> {
  const response = await fetch(url, { method });
  return [response.status, await response.text()];
}

test('answers 204 when the action is done', async () => {
  const { calls, stopNode } = counting();
  const { url } = await serving({ stopNode });
  expect(await post(`${url}/stopNode`)).toEqual([204, '']);
  expect(calls).toHaveLength(1);
});

test('answers 404 for what nobody can carry out, and does nothing for a GET', async () => {
  const { calls, stopNode } = counting();
  const { url } = await serving({ stopNode });
  for (const action of ['startNode', 'toString', '__proto__', 'stopNode/', 'stopNode?x', '']) {
    expect((await post(`${url}/${action}`))[0], action).toBe(404);
  }
  expect((await post(`${url}/stopNode`, 'GET'))[0]).toBe(404);
  expect(calls).toEqual([]);
});

test('answers 500 with the reason when the action goes wrong, and serves on', async () => {
  const reasons: unknown[] = [new Error('docker: command not found'), 'a mere text', undefined];
  const { url } = await serving({ stopRedis: () => Promise.reject(reasons.shift()) });
  expect(await post(`${url}/stopRedis`)).toEqual([500, 'docker: command not found']);
  expect(await post(`${url}/stopRedis`)).toEqual([500, 'a mere text']);
  expect(await post(`${url}/stopRedis`)).toEqual([500, 'undefined']);
});

test('serves loopback alone, under a path that cannot be guessed', async () => {
  const { calls, stopNode } = counting();
  const servers = await Promise.all(Array.from({ length: 5 }, () => serving({ stopNode })));
  const secrets = servers.map(({ url }) => /^http:\/\/127\.0\.0\.1:\d+\/([0-9a-f]{24})$/.exec(url)?.[1]);
  expect(secrets).not.toContain(undefined);
  expect(new Set(secrets).size).toBe(servers.length);
  const { origin } = new URL(servers[0]?.url ?? '');
  for (const path of [
    '/stopNode',
    '//stopNode',
    `/${secrets[1]}/stopNode`,
    `/${secrets[0]?.slice(1)}/stopNode`,
  ]) {
    const [status, body] = await post(origin + path);
    expect(status, path).toBe(404);
    expect(body).not.toContain(secrets[0]);
  }
  expect(calls).toEqual([]);
});

test('is gone when it is closed, also while an action is under way', async () => {
  const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { url, close } = await serveControl({
    stopNode() {
      begun.resolve();
      return held.promise;
    },
  });
  const { port } = new URL(url);
  const unanswered = expect(fetch(`${url}/stopNode`, { method: 'POST' })).rejects.toThrow();
  await begun.promise;
  await close();
  await unanswered;
  held.resolve();
  const successor = createServer();
  await new Promise<void>((resolve, reject) => {
    successor.once('error', reject);
    successor.listen(Number(port), '127.0.0.1', resolve);
  });
  successor.close();
});
