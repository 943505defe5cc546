import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Server } from 'socket.io';
import { afterAll, expect, test } from 'vitest';
import type { ConfigInput } from '../../fixtures/targets/index.ts';
import { httpServer } from './testing/servers.ts';
import { conformance, type Ended, resultOf } from './testing/suite.ts';

const token = 'Zq7Xk9Lm3Wv5Tb2Np8Rd4';
/** So much of it in a row is too much. */
const pieceLength = 6;

const endings: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A server that believes everybody and tells everything it was sent, over and over, wherever it can. */
async function indiscreet(): Promise<{ url: string; heard: Set<string> }> {
  const heard = new Set<string>();
  const http = createServer();
  const io = new Server(http, { pingInterval: 1000, pingTimeout: 2000 });
  io.on('connection', (socket) => {
    const { headers, auth } = socket.handshake;
    const said = { authorization: headers.authorization, auth };
    heard.add(JSON.stringify([said.authorization, auth.token]));
    socket.emit('welcome', said);
    socket.on('client_message', ({ content, conversation_id = 1 }, acknowledge) => {
      const again = Array.from({ length: 40 }, () => [said.authorization, auth.token]);
      const message = { id: 1, content, sender_type: auth.token, conversation_id, created_at: 'now', again };
      socket.emit('new_message', message);
      if (typeof acknowledge === 'function') acknowledge({ conversation_id, said });
    });
    socket.on('typing', (payload) => socket.emit('typing', { ...payload, [auth.token]: said }));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  endings.push(() => io.close());
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, heard };
}

/** The configuration for a server that wants the token, which comes from the environment, wherever one can be given. */
function configFor(url: string, hook: string): ConfigInput {
  const secret = '$' + '{PINGBACK_TOKEN}';
  return {
    nodes: [url],
    businesses: [{ id: 'acme' }],
    connect: { headers: { authorization: `Bearer ${secret}` }, auth: { token: secret } },
    stimuli: { kind: 'hook', url: hook, headers: { 'x-key': secret } },
    timeouts: { event: '2s' },
  };
}

/** Where something of the token shows: in what was printed, or in a file. */
async function traces(ended: Ended): Promise<string[]> {
  const pieces = Array.from({ length: token.length - pieceLength + 1 }, (_, at) =>
    token.slice(at, at + pieceLength),
  );
  const base64 = Buffer.from(token).toString('base64').slice(0, 16);
  const out = join(ended.folder, 'out');
  const files = await readdir(out).catch(() => []);
  const texts = new Map([['the output', ended.output]]);
  for (const name of files) texts.set(name, await readFile(join(out, name), 'utf8'));
  return [...texts].flatMap(([name, text]) => {
    const piece = [...pieces, base64].find((one) => text.includes(one));
    const at = piece === undefined ? -1 : text.indexOf(piece);
    return at === -1 ? [] : [`${name}: …${text.slice(Math.max(0, at - 60), at + 40)}…`];
  });
}

test.concurrent.each(['--quiet', '--json'])(
  'a secret that the server tells is in no file and no output, with %s',
  async (flag) => {
    const { url, heard } = await indiscreet();
    const hook = await httpServer((request, response) => {
      heard.add(String(request.headers['x-key']));
      response.writeHead(400).end(`wrong key: ${request.headers['x-key']}, `.repeat(40));
    });
    const options = { config: configFor(url, hook), env: { PINGBACK_TOKEN: token } };
    const ended = await conformance(['--clause', 'CON-2,MSG-1,AST-2,OBS-5', flag], options);
    const { clauses, observations } = await resultOf(ended);
    // The server was told, and the report is about what it said.
    expect(heard).toEqual(new Set([JSON.stringify([`Bearer ${token}`, token]), token]));
    expect(clauses.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['CON-2', 'fail'],
      ['MSG-1', 'fail'],
      ['AST-2', 'not-testable'],
    ]);
    expect(JSON.stringify([clauses, observations])).toContain('[redacted]');
    expect(await traces(ended)).toEqual([]);
  },
);

test('a secret that a server quotes when it refuses is not printed', async () => {
  const url = await httpServer((request, response) =>
    response
      .writeHead(401)
      .end(`${request.headers.authorization?.slice('Bearer '.length)} is not welcome here`),
  );
  const ended = await conformance([], { config: configFor(url, url), env: { PINGBACK_TOKEN: token } });
  expect(ended.code, ended.output).toBe(3);
  expect(ended.stderr).toContain('is not welcome here');
  expect(await traces(ended)).toEqual([]);
});

test('a secret that is spelled like a word of the report leaves the report whole', async () => {
  const { url } = await indiscreet();
  const options = { config: configFor(url, url), env: { PINGBACK_TOKEN: 'conformance' } };
  const ended = await conformance(['--clause', 'CON-1', '--json'], options);
  expect(await resultOf(ended)).toMatchObject({
    kind: 'conformance',
    clauses: [{ id: 'CON-1', verdict: 'pass' }],
  });
  expect(ended.code, ended.output).toBe(0);
});
