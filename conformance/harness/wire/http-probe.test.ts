import { expect, test } from 'vitest';
import { httpProbe, limits, openPolling } from './index.ts';
import { httpServer, socketIo, tcpServer } from './test-servers.ts';

const polling = { EIO: '4', transport: 'polling' };

test('shows what socket.io says to requests that it does not know', async () => {
  const { target } = await socketIo();
  const status = async (probe: Parameters<typeof httpProbe>[1]) => {
    const answer = await httpProbe(target, probe);
    return answer.kind === 'answer' ? [answer.status, JSON.parse(answer.body).message] : answer;
  };
  expect(await status({ ...polling, transport: 'carrier-pigeon' })).toEqual([400, 'Transport unknown']);
  expect(await status({ EIO: '4' })).toEqual([400, 'Transport unknown']);
  expect(await status({ ...polling, EIO: '3' })).toEqual([400, 'Unsupported protocol version']);
  expect(await status({ ...polling, sid: 'nobody' })).toEqual([400, 'Session ID unknown']);
  expect(await status({ ...polling, method: 'POST', body: '40' })).toEqual([400, 'Bad handshake method']);
});

test('opens a session by hand', async () => {
  const { target } = await socketIo();
  const answer = await httpProbe(target, polling);
  expect(answer).toMatchObject({
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'text/plain; charset=UTF-8' },
    body: expect.stringMatching(/^0\{"sid":"/),
  });
  expect(answer).not.toHaveProperty('cut');
});

test('posts into a session that is open', async () => {
  const { target } = await socketIo();
  const connection = await openPolling(target);
  const { sid } = connection.handshake;
  const answer = await httpProbe(target, { ...polling, sid, method: 'POST', body: '40' });
  expect(answer).toMatchObject({ status: 200, body: 'ok' });
  expect(await connection.outcomeOfConnect(5_000)).toMatchObject({ kind: 'connected' });
  await connection.close();
});

test('asks as a page of another origin does', async () => {
  const { target } = await socketIo({ cors: { origin: 'https://shop.example', credentials: true } });
  const origin = { origin: 'https://shop.example' };
  const preflight = await httpProbe(target, {
    ...polling,
    method: 'OPTIONS',
    headers: { ...origin, 'access-control-request-method': 'POST' },
  });
  expect(preflight).toMatchObject({
    status: 204,
    headers: { 'access-control-allow-origin': 'https://shop.example' },
  });
  expect(await httpProbe(target, { ...polling, headers: origin })).toMatchObject({
    status: 200,
    headers: { 'access-control-allow-origin': 'https://shop.example' },
  });
  const { target: strict } = await socketIo();
  const refused = await httpProbe(strict, { ...polling, headers: origin });
  expect(refused.kind === 'answer' && refused.headers).not.toHaveProperty('access-control-allow-origin');
});

test('sends what it is told and nothing else, on a connection of its own', async () => {
  const seen: unknown[] = [];
  const { target } = await httpServer((request, response) => {
    seen.push([
      request.method,
      request.url,
      request.headers['x-a'],
      request.headers['x-b'],
      request.headers.connection,
    ]);
    response.writeHead(302, { location: '/elsewhere', 'set-cookie': ['a=1', 'b=2'] }).end();
  });
  const answer = await httpProbe(
    { ...target, path: '/rt/', headers: { 'x-a': 'target', 'x-b': 'target' } },
    { query: { odd: 'a&b' }, headers: { 'x-b': 'probe' } },
  );
  expect(answer).toMatchObject({ status: 302, headers: { 'set-cookie': ['a=1', 'b=2'] } });
  expect(seen).toEqual([['GET', '/rt/?odd=a%26b', 'target', 'probe', 'close']]);
});

test('gives up after its time, with what it has', async () => {
  const mute = await tcpServer(() => {});
  expect(await httpProbe(mute, { timeoutMs: 100 })).toMatchObject({ kind: 'no-answer', reason: 'timeout' });
  const { target } = await httpServer((_request, response) => {
    const drip = setInterval(() => response.write('x'), 5);
    response.on('close', () => clearInterval(drip));
  });
  const slow = await httpProbe(target, { timeoutMs: 200 });
  expect(slow).toMatchObject({
    kind: 'answer',
    status: 200,
    cut: 'too-slow',
    body: expect.stringMatching(/^x+$/),
  });
  expect(slow.tookMs).toBeLessThan(5_000);
});

test('keeps the first part of a body without end', async () => {
  const { target } = await httpServer((_request, response) => {
    const pour = () => {
      while (!response.destroyed && response.write('y'.repeat(10_000)));
    };
    response.on('drain', pour);
    pour();
  });
  const answer = await httpProbe(target);
  expect(answer).toMatchObject({ kind: 'answer', cut: 'too-large' });
  expect(answer.kind === 'answer' && answer.body).toBe('y'.repeat(limits.evidenceBytes));
});

test('tells a body that breaks off', async () => {
  const { target } = await httpServer((_request, response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('half', () => response.destroy());
  });
  expect(await httpProbe(target)).toMatchObject({ kind: 'answer', cut: 'broken-off', body: 'half' });
});

test('stops when its caller does', async () => {
  const mute = await tcpServer(() => {});
  const caller = new AbortController();
  const probing = httpProbe(mute, { signal: caller.signal });
  caller.abort();
  expect(await probing).toMatchObject({ kind: 'no-answer', reason: 'aborted' });
  expect(await httpProbe(mute, { signal: caller.signal })).toMatchObject({ reason: 'aborted' });
});

test('tells what it could not reach', async () => {
  const { target, http } = await httpServer(() => {});
  await new Promise((resolve) => http.close(resolve));
  expect(await httpProbe(target)).toMatchObject({
    kind: 'no-answer',
    reason: 'network',
    error: expect.stringContaining('ECONNREFUSED'),
  });
});
