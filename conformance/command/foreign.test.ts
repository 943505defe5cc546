import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type ForeignServerName, foreignServers, type Running } from '../../fixtures/foreign/index.ts';
import { clauseById, clauses } from '../contract/index.ts';
import { isJudged } from '../runner/assembly.ts';
import { httpServer } from './testing/servers.ts';
import { byVerdict, conformance, type Ended, resultOf, verdicts } from './testing/suite.ts';

/*
 * What is not PingBack gets a clear answer, soon: no hang, no stack trace, and above all no green for what it was not
 * seen to do.
 */

/** Of what is no Socket.IO server, a sentence or two says so; nothing is checked, and exit code 3 ends it. */
interface Unreachable {
  code: 3;
  says: RegExp;
}

/** What speaks Socket.IO, and is not PingBack, is nonconformant. */
interface Nonconformant {
  code: 1;
  fails: string[];
  /** The clauses that may pass, each with the reason why that is no accident. No other may. */
  passes: Record<string, string>;
  /** Clauses that could have been left out, and were put to the test in vain. */
  untestable?: string[];
}

const noSocketIo = /is no Socket\.IO server: expected an Engine\.IO handshake, got /;
const checkAddress = / Check the address, and connect\.path\.$/;
const saysNoSocketIo = (got: string) => new RegExp(`${noSocketIo.source}${got}\\.${checkAddress.source}`);

/** What Engine.IO does of its own accord, whatever is built on it. */
const engine = {
  'TRN-5': 'Its handshake is that of Engine.IO 4.',
  'TRN-6': 'Engine.IO itself answers unknown transports, versions and sessions with 400.',
};
/** What a bare socket.io does, which lets everybody in. */
const open = { 'CON-1': 'It does accept a connection that carries a business id.', ...engine };
const openFails = ['CON-2', 'CON-3', 'CON-4', 'CON-9', 'TRN-11', 'CLM-1', 'CLM-4'];
const letsEverybodyIn: Nonconformant = { code: 1, fails: openFails, passes: open };
const neverAnswersConnect: Nonconformant = {
  code: 1,
  fails: ['CON-1', 'TRN-1', 'TRN-2', 'TRN-11'],
  passes: engine,
};
const withoutMaxPayload: Nonconformant = {
  code: 1,
  fails: [...openFails, 'TRN-5'],
  passes: { 'CON-1': open['CON-1'], 'TRN-6': open['TRN-6'] },
};
/** Where the handshake does not say when pings are due, none is late. */
const withoutHeartbeat: Nonconformant = { ...withoutMaxPayload, untestable: ['TRN-7', 'TRN-8'] };

const expected: Record<ForeignServerName, Unreachable | Nonconformant> = {
  'a socket.io server that echoes': letsEverybodyIn,
  'a socket.io server that tells everybody everything': letsEverybodyIn,
  'a socket.io server that says nothing': letsEverybodyIn,
  // That it refuses the right ones shows nothing, since it refuses the others as well.
  'a socket.io server that refuses everybody': {
    code: 1,
    fails: ['CON-1', 'TRN-1', 'TRN-11'],
    passes: engine,
  },
  'a socket.io server that decides nothing': neverAnswersConnect,
  'an Engine.IO server without Socket.IO': neverAnswersConnect,
  'a handshake with a heartbeat of zero': withoutHeartbeat,
  'a handshake with a negative heartbeat': withoutHeartbeat,
  'a handshake with a heartbeat of thirty years': withoutHeartbeat,
  'a handshake with a heartbeat in words': withoutHeartbeat,
  'a handshake without maxPayload': withoutMaxPayload,
  'a WebSocket that opens, then sends garbage': {
    code: 1,
    fails: ['CON-1', 'TRN-1', 'TRN-6', 'TRN-11'],
    passes: {},
  },
  'a WebSocket that opens, then says nothing': {
    code: 1,
    fails: ['CON-1', 'TRN-1', 'TRN-2', 'TRN-4', 'TRN-6', 'TRN-11'],
    passes: {},
  },
  'Engine.IO 3, of Socket.IO 2': {
    code: 3,
    says: /speaks an old version of the protocol .* Socket\.IO server 3 or newer is needed\.$/,
  },
  'a WebSocket that echoes': { code: 3, says: saysNoSocketIo('nothing on a plain WebSocket') },
  'a WebSocket that says nothing': { code: 3, says: saysNoSocketIo('nothing on a plain WebSocket') },
  'a WebSocket that sends garbage': { code: 3, says: saysNoSocketIo('".+" on a plain WebSocket') },
  'HTTP 404 everywhere': { code: 3, says: saysNoSocketIo('status 404 and "Not Found"') },
  'a web page everywhere': { code: 3, says: saysNoSocketIo('status 200 and "<!doctype html>.*"') },
  'JSON everywhere': { code: 3, says: saysNoSocketIo('status 200 and "{.*}"') },
  'HTTP 503 everywhere': {
    code: 3,
    says: /is not ready: expected an Engine\.IO handshake, got status 503 .*\. Wait until the server is up/,
  },
  'redirects without end': {
    code: 3,
    says: /redirects to "\/elsewhere\/1" \(status 302\)\. Give the address that it redirects to\.$/,
  },
  'an answer that trickles': { code: 3, says: /gave no complete answer within 5 seconds\. Check that / },
  'an answer without end': { code: 3, says: saysNoSocketIo('an answer of more than 64 kB') },
  'TCP that says nothing': { code: 3, says: /gave no complete answer within 5 seconds\. Check that / },
  'TCP that closes at once': { code: 3, says: /closed the connection without an answer\. Check that / },
  'TCP that streams garbage': {
    code: 3,
    says: /does not speak HTTP: expected an Engine\.IO handshake, got bytes that are no answer .*Check the address/,
  },
  'TLS, asked in plain': { code: 3, says: /closed the connection .* for a server behind TLS, write https/ },
  'TLS without a certificate': { code: 3, says: /does not speak TLS as expected \(.*write http:\/\// },
  'plain HTTP, asked over TLS': { code: 3, says: /does not speak TLS as expected \(.*write http:\/\// },
};

const rows = Object.entries(expected) as [ForeignServerName, Unreachable | Nonconformant][];
const isUnreachable = (row: (typeof rows)[number]): row is [ForeignServerName, Unreachable] =>
  row[1].code === 3;
const isNonconformant = (row: (typeof rows)[number]): row is [ForeignServerName, Nonconformant] =>
  row[1].code === 1;

const running: Running[] = [];
afterAll(() => Promise.all(running.map((server) => server.close())));

async function start(name: ForeignServerName): Promise<string> {
  const server = await foreignServers[name]();
  running.push(server);
  return server.url;
}

/** More than the default, for a machine that is busy with all the tests at once. */
const config = { timeouts: { event: '8s' } } as const;

/**
 * It takes the patience of the preflight, which is 5 s, or that for an event, which the checks share; the rest of the
 * bound is for a busy machine.
 */
const withinMs = { unreachable: 25_000, nonconformant: 50_000 };

async function bounded(run: Promise<Ended>, boundMs: number): Promise<Ended> {
  const startedAtMs = performance.now();
  const ended = await run;
  expect(performance.now() - startedAtMs).toBeLessThan(boundMs);
  return ended;
}

async function isNonconformantAs({ fails, passes, untestable = [] }: Nonconformant, ended: Ended) {
  const result = await resultOf(ended);
  const all = JSON.stringify(verdicts(result), null, 1);
  expect([ended.code, ended.stderr, result.verdict], ended.output).toEqual([1, '', 'nonconformant']);
  const { pass = [], fail = [], 'not-testable': untested = [] } = byVerdict(result);
  expect(untested, all).toEqual(expect.arrayContaining(untestable));
  expect(pass, all).toEqual(Object.keys(passes));
  expect(fail.toSorted(), all).toEqual(fails.toSorted());
  for (const { verdict, message } of result.clauses) if (verdict !== 'pass') expect(message).toMatch(/\S/);
  for (const { answer } of result.observations) expect(answer).toMatch(/^Not observed\. /);
}

describe.concurrent('what is no Socket.IO server ends the command with exit code 3', () => {
  test.each(rows.filter(isUnreachable))('%s', async (name, { says }) => {
    const url = await start(name);
    const ended = await bounded(conformance(['--url', url, '--business-id', 'acme']), withinMs.unreachable);
    expect([ended.code, ended.stdout], ended.output).toEqual([3, '']);
    expect(ended.stderr.startsWith(`${url} `), ended.stderr).toBe(true);
    expect(ended.stderr.trimEnd()).toMatch(says);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(join(ended.folder, 'out'))).toBe(false);
  });
});

describe.concurrent('what is a Socket.IO server, and not PingBack, is nonconformant', () => {
  test.each(rows.filter(isNonconformant))('%s', async (name, row) => {
    const flags = ['--quiet', '--url', await start(name), '--business-id', 'acme'];
    if (row.untestable) flags.push('--slow');
    await isNonconformantAs(row, await bounded(conformance(flags, { config }), withinMs.nonconformant));
  });

  test.each(['a socket.io server that echoes', 'a socket.io server that says nothing'] as const)(
    '%s, on two nodes, with two businesses and a hook that agrees to everything',
    async (name) => {
      const hook = await httpServer((request, response) => request.resume() && response.writeHead(204).end());
      const flags = ['--quiet', '--hook', hook, '--business-id', 'acme', '--business-id', 'globex'];
      for (const _ of [1, 2]) flags.push('--url', await start(name));
      const ended = await bounded(conformance(flags, { config }), withinMs.nonconformant);
      const fails = [...letsEverybodyIn.fails, 'ROM-1', 'AST-2'];
      await isNonconformantAs({ ...letsEverybodyIn, fails }, ended);
    },
  );
});

test('every clause that is said to pass or to fail is one that can', () => {
  const judged = clauses.filter(isJudged);
  for (const [, row] of rows.filter(isNonconformant))
    for (const id of [...row.fails, ...Object.keys(row.passes)]) expect(judged).toContain(clauseById(id));
});
