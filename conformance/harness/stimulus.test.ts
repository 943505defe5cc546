import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startReferenceServer } from '../../fixtures/reference-server/index.ts';
import { connect } from '../../fixtures/reference-server/testing/client.ts';
import { type ConfigInput, configSchema } from '../../fixtures/targets/index.ts';
import { type StimulusFields, type StimulusName, stimulus, stimulusNames } from '../contract/index.ts';
import type { RunSettings } from './settings.ts';
import { stimulator } from './stimulus.ts';
import { NotTestable } from './verdicts.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** One of each stimulus, with ids that have to be escaped in a path. */
const fields: StimulusFields = {
  agent_message: { business_id: 'acme', conversation_id: 'a/b?', agent_id: 1, content: 'Hello “you”' },
  mark_delivered: { business_id: 'acme', conversation_id: 3, message_id: 7 },
  mark_read: { business_id: 'acme', conversation_id: 3, message_id: 'm-7' },
  set_agent_status: { business_id: 'acme', agent_id: 1, status: 'away' },
  assign_conversation: { business_id: 'acme', conversation_id: 'a/b?', agent_id: 'x&y', assigned_by: 2 },
};

/** The stimulator of a run with these stimuli, as a function of the name alone. */
function stimulating(stimuli: ConfigInput['stimuli'], event: number | string = '5s') {
  const target = {
    ...configSchema.parse({ stimuli, timeouts: { event } }),
    kind: 'url' as const,
    choice: 'a test',
  };
  const settings: RunSettings = {
    runId: 'test',
    target,
    controlUrl: '',
    controlActions: [],
    heartbeat: { pingIntervalMs: 1000, pingTimeoutMs: 1000 },
  };
  const stimulate = stimulator(settings);
  return (name: StimulusName, some = fields[name]) => stimulate(name, some as never);
}

/** Why a stimulus made nothing testable; that it did not is a failure. */
async function complaint(stimulating: Promise<void>): Promise<string> {
  const error = await stimulating.then(
    () => expect.unreachable('the stimulus was accepted'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(NotTestable);
  return (error as NotTestable).message;
}

interface Request {
  method?: string;
  url?: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}

/** A little HTTP server that writes down what it is asked, and answers in this way. */
async function listening(answer: RequestListener): Promise<{ url: string; requests: Request[] }> {
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { method, url, headers } = request;
    requests.push({ method, url, headers, body: text === '' ? undefined : JSON.parse(text) });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const status =
  (code: number, body = '', headers: Record<string, string> = {}) =>
  (_request: IncomingMessage, response: ServerResponse) =>
    response.writeHead(code, headers).end(body);

describe('a hook', () => {
  const hook = (url: string, more: object = {}) => ({ kind: 'hook' as const, url, ...more });

  test('gets each stimulus as the contract words it, with the configured headers', async () => {
    const { url, requests } = await listening(status(204));
    const stimulate = stimulating(hook(`${url}/my/hook`, { headers: { 'x-key': 'open' } }));
    for (const name of stimulusNames) await stimulate(name);
    expect(requests.map(({ body }) => stimulus.parse(body))).toEqual(
      stimulusNames.map((name) => ({ stimulus: name, ...fields[name] })),
    );
    for (const { method, url: path, headers } of requests) {
      expect([method, path]).toEqual(['POST', '/my/hook']);
      expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-key': 'open' });
    }
  });

  test.each([200, 201, 202, 204, 299])('that answers %i has done it, or is about to', async (code) => {
    const { url } = await listening(status(code));
    await stimulating(hook(url))('mark_read');
  });

  test('that answers 501 does not support it', async () => {
    const { url } = await listening(status(501, 'never mind'));
    expect(await complaint(stimulating(hook(url))('mark_read'))).toBe(
      'The stimulus mark_read is not supported there (HTTP 501).',
    );
  });

  test.each([400, 404, 500])('that answers %i is quoted', async (code) => {
    const { url } = await listening(status(code, '{"error":"no such \\"agent\\""}'));
    const said = await complaint(stimulating(hook(url))('set_agent_status'));
    expect(said).toContain(`The stimulus set_agent_status was answered with HTTP ${code}: `);
    expect(said).toContain('no such');
  });

  test('that answers at length is quoted in short', async () => {
    const { url } = await listening(status(400, `no: ${'x'.repeat(1e6)}`));
    const said = await complaint(stimulating(hook(url))('mark_read'));
    expect(said).toContain('no: xxx');
    expect(said.length).toBeLessThan(750);
  });

  test('where nothing listens says so, with the address', async () => {
    const { url } = await listening(status(204));
    await endings.pop()?.();
    expect(await complaint(stimulating(hook(url))('mark_read'))).toMatch(
      /^The stimulus mark_read could not be sent to http:\/\/127\.0\.0\.1:\d+\/?: .*ECONNREFUSED/,
    );
  });

  test.each([301, 302, 307])('that redirects (%i) is not followed', async (code) => {
    const elsewhere = await listening(status(204));
    const { url } = await listening(status(code, '', { location: elsewhere.url }));
    expect(await complaint(stimulating(hook(url))('mark_read'))).toContain(
      `The stimulus mark_read was answered with HTTP ${code}`,
    );
    expect(elsewhere.requests).toEqual([]);
  });

  test('that closes a connection just when it is used again is asked over a new one each time', async () => {
    const used = new WeakSet<object>();
    const { url, requests } = await listening(({ socket }, response) => {
      if (used.has(socket)) return void socket.destroy();
      used.add(socket);
      response.writeHead(204, { 'keep-alive': 'timeout=60' }).end();
    });
    const stimulate = stimulating(hook(url));
    for (let round = 1; round <= 3; round += 1) await stimulate('mark_read');
    expect(requests).toHaveLength(3);
  });

  test('that hangs, before the answer or within it, is given up after two event timeouts', async () => {
    for (const answer of [
      () => {},
      (_: unknown, response: ServerResponse) => response.write('not the end'),
    ]) {
      const { url, requests } = await listening(answer);
      const startedAtMs = performance.now();
      expect(await complaint(stimulating(hook(url), 100)('mark_read'))).toMatch(/could not be sent.*timeout/);
      expect(performance.now() - startedAtMs).toBeGreaterThan(195);
      expect(requests).toHaveLength(1);
    }
  });
});

describe('the REST routes', () => {
  const tokens = { acme: { 1: 'token-of-1', 2: 'token-of-2' } };

  test.each<[StimulusName, Request]>([
    [
      'agent_message',
      {
        method: 'POST',
        url: '/api/v1/conversations/a%2Fb%3F/messages',
        headers: { authorization: 'Bearer token-of-1', 'content-type': 'application/json' },
        body: { content: 'Hello “you”' },
      },
    ],
    [
      'set_agent_status',
      {
        method: 'PATCH',
        url: '/api/v1/team/status',
        headers: { authorization: 'Bearer token-of-1', 'content-type': 'application/json' },
        body: { status: 'away' },
      },
    ],
    [
      'assign_conversation',
      {
        method: 'POST',
        url: '/api/v1/team/assign/a%2Fb%3F?agent_id=x%26y',
        headers: { authorization: 'Bearer token-of-2' },
        body: undefined,
      },
    ],
  ])('%s is asked for as documented, in the name of who does it', async (name, expected) => {
    const { url, requests } = await listening(status(201, '{"id":1}'));
    await stimulating({ kind: 'rest', url, tokens })(name);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject(expected);
    expect(requests[0]?.body).toEqual(expected.body);
  });

  test.each(['mark_delivered', 'mark_read'] as const)('have none for %s', async (name) => {
    const { url, requests } = await listening(status(200));
    expect(await complaint(stimulating({ kind: 'rest', url, tokens })(name))).toBe(
      `The stimulus ${name} has no documented REST route; use a hook or a module for it.`,
    );
    expect(requests).toEqual([]);
  });

  test('need a token of the agent who acts, in that business', async () => {
    const { url, requests } = await listening(status(200));
    const stimulate = stimulating({ kind: 'rest', url, tokens });
    const ofAnother = { ...fields.set_agent_status, business_id: 'globex' };
    expect(await complaint(stimulate('set_agent_status', ofAnother))).toBe(
      `There is no bearer token for agent 1 of business globex: configure it as stimuli.tokens: {"globex":{"1":"\${TOKEN}"}}. So far there is one for no agent of it.`,
    );
    const byNobody = { ...fields.assign_conversation, assigned_by: 3 };
    expect(await complaint(stimulate('assign_conversation', byNobody))).toMatch(
      /agent 3 of business acme: configure .*\{"acme":\{"3":"\$\{TOKEN\}"\}\}\. So far there is one for agent 1, 2 alone\.$/,
    );
    const inherited = { ...fields.set_agent_status, business_id: 'constructor', agent_id: 'name' };
    expect(await complaint(stimulate('set_agent_status', inherited))).toContain('no bearer token');
    expect(requests).toEqual([]);
  });

  test('quote a refusal', async () => {
    const { url } = await listening(status(403, 'not your business'));
    expect(await complaint(stimulating({ kind: 'rest', url, tokens })('agent_message'))).toBe(
      'The stimulus agent_message was answered with HTTP 403: "not your business"',
    );
  });

  test('of a real server make it emit', async () => {
    const server = await startReferenceServer({
      logLevel: 'silent',
      tokens: {
        'token-of-1': { business_id: 'acme', agent_id: 1 },
        'token-of-2': { business_id: 'acme', agent_id: 2 },
      },
    });
    endings.push(() => server.close());
    const [url = ''] = server.nodes;
    const alice = await connect(url);
    endings.push(() => alice.close());
    const { conversation_id } = await alice.says('hello');
    const stimulate = stimulating({ kind: 'rest', url, tokens });
    await stimulate('agent_message', { ...fields.agent_message, conversation_id });
    await alice.sees('new_message', { sender_type: 'agent', content: 'Hello “you”' });
    await stimulate('set_agent_status');
    await alice.sees('agent_status_changed', { agent_id: 1, status: 'away' });
    await stimulate('assign_conversation', { ...fields.assign_conversation, conversation_id });
    await alice.sees('conversation_assigned', { conversation_id, assigned_by: 2 });
  });
});

describe('a module', () => {
  /** A module of the user's own, in a folder that goes away. */
  async function written(name: string, source: string) {
    const folder = await mkdtemp(join(tmpdir(), 'pingback-stimuli-'));
    endings.push(() => rm(folder, { recursive: true }));
    const path = join(folder, name);
    await writeFile(path, source);
    return { folder, path, stimulate: stimulating({ kind: 'module', path }) };
  }

  test('is called by the name of the stimulus, with its fields, and waited for', async () => {
    const { folder, stimulate } = await written(
      'stimuli.ts',
      `import { appendFile } from 'node:fs/promises';
      interface Fields { business_id: string }
      const note = (name: string) => (fields: Fields) =>
        appendFile(new URL('./log', import.meta.url), JSON.stringify({ stimulus: name, ...fields }) + '\\n');
      export const mark_read = note('mark_read');
      export default { agent_message: note('agent_message'), mark_read: () => { throw new Error('not this'); } };`,
    );
    await stimulate('mark_read');
    await stimulate('agent_message');
    const { readFile } = await import('node:fs/promises');
    const log = (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n');
    expect(log.map((line) => stimulus.parse(JSON.parse(line)))).toEqual([
      { stimulus: 'mark_read', ...fields.mark_read },
      { stimulus: 'agent_message', ...fields.agent_message },
    ]);
  });

  test('may lack a function, which then is not testable', async () => {
    const { path, stimulate } = await written('stimuli.mjs', 'export const mark_read = "no function";');
    for (const name of ['mark_read', 'agent_message'] as const) {
      expect(await complaint(stimulate(name))).toBe(
        `The stimulus module ${path} exports no function ${name}.`,
      );
    }
  });

  test.each([
    ['an error', 'throw new Error("the database is gone")', 'the database is gone'],
    ['a text', 'throw "just words"', 'just words'],
    ['nothing', 'throw undefined', 'undefined'],
    ['an endless text', 'throw new Error("x".repeat(100000))', 'xxx'],
  ])('may throw %s', async (_name, body, said) => {
    const { path, stimulate } = await written('stimuli.mjs', `export function mark_read() { ${body}; }`);
    const text = await complaint(stimulate('mark_read'));
    expect(text).toContain(`The stimulus mark_read of ${path} threw: `);
    expect(text).toContain(said);
    expect(text.length).toBeLessThan(path.length + 400);
  });

  test('may not be there, or not be a module', async () => {
    const nowhere = stimulating({ kind: 'module', path: join(tmpdir(), 'no-such-stimuli.mjs') });
    expect(await complaint(nowhere('mark_read'))).toMatch(/no-such-stimuli\.mjs could not be loaded: /);
    const { stimulate } = await written('stimuli.mjs', 'export const = 1;');
    expect(await complaint(stimulate('mark_read'))).toMatch(/stimuli\.mjs could not be loaded: /);
  });
});

test('no stimuli at all say what to configure', async () => {
  expect(await complaint(stimulating({ kind: 'none' })('mark_read'))).toBe(
    'The stimulus mark_read is needed, and no stimuli are configured (--hook URL, or "stimuli").',
  );
});
