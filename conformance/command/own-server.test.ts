import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { clauses, type Section } from '../contract/index.ts';
import { isJudged } from '../runner/assembly.ts';
import { flagsFor, serving, withoutHook } from './testing/servers.ts';
import { byVerdict, conformance, resultOf, says, start, verdicts } from './testing/suite.ts';

const folder = await mkdtemp(join(tmpdir(), 'pingback-own-server-'));
afterAll(() => rm(folder, { recursive: true }));

/** A configuration file with this content, as flags. */
async function config(name: string, content: object): Promise<string[]> {
  const path = join(folder, `${name}.json`);
  await writeFile(path, JSON.stringify(content));
  return ['--config', path];
}

const idsOf = (...sections: Section[]) =>
  clauses.filter((clause) => isJudged(clause) && sections.includes(clause.section)).map(({ id }) => id);

describe.concurrent('somebody’s own server', () => {
  test('as `serve` runs it, passes with the flags that `serve` prints', async () => {
    const server = start(['serve', '--nodes', '2', '--port', '0', '--control-port', '0']);
    await says(server, /Ctrl-C/);
    const [, printed = ''] = /npm run conformance -- (.*)/.exec(server.output()) ?? [];
    const ended = await conformance([...printed.split(' '), '--section', 'receipts', '--section', 'agents']);
    const result = await resultOf(ended);
    expect(ended.code, JSON.stringify(verdicts(result), null, 1)).toBe(0);
    expect(byVerdict(result)).toEqual({ pass: idsOf('receipts', 'agents') });
    expect(result.target).toMatchObject({ kind: 'url', businesses: ['acme', 'globex'], stimuli: 'hook' });
    server.child.kill('SIGINT');
    expect((await server.ended).code).toBe(0);
  });

  test('without a hook: what needs one is not testable, the verdict incomplete, the exit code 1', async () => {
    const server = await serving();
    const ended = await conformance([
      ...withoutHook(server),
      '--section',
      'new-message',
      '--section',
      'agents',
    ]);
    const result = await resultOf(ended);
    expect([ended.code, result.verdict], ended.output).toEqual([1, 'incomplete']);
    const untested = ['MSG-4', ...idsOf('agents')];
    expect(byVerdict(result)).toEqual({
      pass: idsOf('new-message').filter((id) => id !== 'MSG-4'),
      'not-testable': untested,
    });
    for (const id of untested)
      expect(ended.stdout).toMatch(new RegExp(`^not-testable +${id} .*\\n.*--hook URL`, 'm'));
    expect(result.summary).toBe(
      'Incomplete: nothing failed, but MSG-4, AST-1, AST-2, AST-4, ASG-1, ASG-2, ASG-3 could not be tested. AST-3 is a warning (SHOULD).',
    );
  });

  test('with one node and one business: what needs a second one is not testable, or excluded where that is declared', async () => {
    const { nodes, controlUrl } = await serving({ nodes: 1 });
    const flags = ['--url', `${nodes[0]}`, '--business-id', 'acme', '--hook', controlUrl];
    const selected = ['--clause', 'BKP-1,ROM-2,ROM-3'];
    const missing = await conformance([...flags, ...selected]);
    expect(byVerdict(await resultOf(missing)), missing.output).toEqual({
      pass: ['ROM-3'],
      'not-testable': ['ROM-2', 'BKP-1'],
    });
    expect(missing.code).toBe(1);
    const declared = await config('single', { capabilities: { secondNode: false, secondBusiness: false } });
    const absent = await conformance([...flags, ...selected, ...declared]);
    expect(byVerdict(await resultOf(absent)), absent.output).toEqual({
      pass: ['ROM-3'],
      excluded: ['ROM-2', 'BKP-1'],
    });
    expect(absent.code).toBe(0);
    expect(absent.stdout).toMatch(/excluded +BKP-1.*\n.*capabilities\.secondNode absent/);
  });

  test('without long-polling, where that is declared: its clauses are excluded, the rest of the section passes', async () => {
    const server = await serving({ fault: ['websocket-only'] });
    const declared = await config('websocket', { capabilities: { polling: false } });
    const ended = await conformance([
      ...flagsFor(server),
      ...declared,
      '--section',
      'transports',
      '--section',
      'connect',
    ]);
    const result = await resultOf(ended);
    expect(ended.code, JSON.stringify(verdicts(result), null, 1)).toBe(0);
    const excluded = ['CON-9', 'TRN-2', 'TRN-3', 'TRN-4', 'TRN-10', 'TRN-11'];
    const all = idsOf('connect', 'transports');
    expect(byVerdict(result)).toEqual({ pass: all.filter((id) => !excluded.includes(id)), excluded });
  });

  test('whose heartbeat is long leaves slow clauses out, and says how to include them', async () => {
    const server = await serving({ pingInterval: 25_000, pingTimeout: 20_000 });
    const ended = await conformance([...flagsFor(server), '--section', 'transports', '--level', 'should']);
    const result = await resultOf(ended);
    expect(byVerdict(result), ended.output).toEqual({
      pass: ['TRN-6', 'TRN-9', 'TRN-11'],
      excluded: ['TRN-8'],
    });
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/excluded +TRN-8.*\n.*heartbeat of 45 s to check; --slow includes it/);
  });
});

test.concurrent('a failure outside of every check leaves no verdict: exit code 4, and no report', async () => {
  const server = await serving({ nodes: 1 });
  const path = join(folder, 'stimuli.mjs');
  await writeFile(
    path,
    'export const assign_conversation = () => setImmediate(() => { throw new Error("a loose end"); });',
  );
  const { nodes } = server;
  const flags = ['--url', `${nodes[0]}`, '--business-id', 'acme', '--clause', 'OBS-8'];
  const ended = await conformance([
    ...flags,
    ...(await config('module', { stimuli: { kind: 'module', path } })),
  ]);
  expect(ended.code, ended.output).toBe(4);
  expect(ended.stderr).toMatch(/^The suite itself broke, so there is no verdict: .*: a loose end$/m);
  expect(await readdir(ended.folder)).toEqual([]);
});

describe.concurrent('a server whose ids are UUIDs', () => {
  const sections = ['rooms', 'new-message', 'client-message', 'typing', 'receipts', 'agents'] as const;

  test('passes where the configuration says so', async () => {
    const server = await serving({ ids: 'uuid' });
    const uuids = await config('uuid', { ids: 'uuid' });
    const ended = await conformance([
      ...flagsFor(server),
      ...uuids,
      ...sections.flatMap((name) => ['--section', name]),
    ]);
    const result = await resultOf(ended);
    expect(ended.code, JSON.stringify(verdicts(result), null, 1)).toBe(0);
    expect(byVerdict(result)).toEqual({ pass: idsOf(...sections) });
    expect(result.target.ids).toBe('uuid');
  });

  test('fails MSG-1 where numbers are expected, with the field and what it should be', async () => {
    const server = await serving({ ids: 'uuid' });
    const ended = await conformance([...flagsFor(server), '--clause', 'MSG-1']);
    expect(ended.code, ended.output).toBe(1);
    const { clauses } = await resultOf(ended);
    expect(clauses[0]).toMatchObject({
      verdict: 'fail',
      actual: expect.stringMatching(/conversation_id: .*expected number/),
    });
  });
});
