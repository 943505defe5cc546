import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { clauses, type Section } from '../contract/index.ts';
import { isJudged } from '../runner/assembly.ts';
import { flagsFor, serving, withoutHook } from './testing/servers.ts';
import { byVerdict, conformance, patient, resultOf, says, start, verdicts } from './testing/suite.ts';

const folder = await mkdtemp(join(tmpdir(), 'pingback-own-server-'));
afterAll(() => rm(folder, { recursive: true }));

const idsOf = (...sections: Section[]) =>
  clauses.filter((clause) => isJudged(clause) && sections.includes(clause.section)).map(({ id }) => id);

describe.concurrent('somebody’s own server', () => {
  test('as `serve` runs it, passes with the flags that `serve` prints', async () => {
    const server = start(['serve', '--nodes', '2', '--port', '0', '--control-port', '0']);
    await says(server, /Ctrl-C/);
    const [, printed = ''] = /npm run conformance -- (.*)/.exec(server.output()) ?? [];
    const flags = [...printed.split(' '), '--section', 'receipts,agents'];
    const ended = await conformance(flags, { config: patient });
    const result = await resultOf(ended);
    expect(ended.code, JSON.stringify(verdicts(result), null, 1)).toBe(0);
    expect(byVerdict(result)).toEqual({ pass: idsOf('receipts', 'agents') });
    expect(result.target).toMatchObject({ kind: 'url', businesses: ['acme', 'globex'], stimuli: 'hook' });
    server.child.kill('SIGINT');
    expect((await server.ended).code).toBe(0);
  });

  test('without a hook: what needs one is not testable, the verdict incomplete, the exit code 1', async () => {
    const server = await serving();
    const flags = [...withoutHook(server), '--section', 'new-message,agents'];
    const ended = await conformance(flags, { config: patient });
    const result = await resultOf(ended);
    expect([ended.code, result.verdict], ended.output).toEqual([1, 'incomplete']);
    const untested = ['MSG-4', ...idsOf('agents')];
    expect(byVerdict(result)).toEqual({
      pass: idsOf('new-message').filter((id) => id !== 'MSG-4'),
      'not-testable': untested,
    });
    for (const id of untested)
      expect(ended.stdout).toMatch(new RegExp(`^not-testable +${id} .*\\n.*--hook URL`, 'm'));
    expect(result.summary).toMatch(/^Incomplete: .*MSG-4, AST-1/);
  });

  test('with one node and one business: what needs a second one is not testable, or excluded where that is declared', async () => {
    const { nodes, controlUrl } = await serving({ nodes: 1 });
    const target = ['--url', `${nodes[0]}`, '--business-id', 'acme', '--hook', controlUrl];
    const flags = [...target, '--clause', 'BKP-1,ROM-2,ROM-3'];
    const missing = await conformance(flags, { config: patient });
    expect(byVerdict(await resultOf(missing)), missing.output).toEqual({
      pass: ['ROM-3'],
      'not-testable': ['ROM-2', 'BKP-1'],
    });
    expect(missing.code).toBe(1);
    const capabilities = { secondNode: false, secondBusiness: false };
    const absent = await conformance(flags, { config: { ...patient, capabilities } });
    expect(byVerdict(await resultOf(absent)), absent.output).toEqual({
      pass: ['ROM-3'],
      excluded: ['ROM-2', 'BKP-1'],
    });
    expect(absent.code).toBe(0);
    expect(absent.stdout).toMatch(/excluded +BKP-1.*\n.*capabilities\.secondNode absent/);
  });

  test('without long-polling, where that is declared: its clauses are excluded, the rest of the section passes', async () => {
    const server = await serving({ fault: ['websocket-only'], pingInterval: 1000, pingTimeout: 3000 });
    const flags = [...flagsFor(server), '--section', 'transports,connect'];
    const ended = await conformance(flags, { config: { ...patient, capabilities: { polling: false } } });
    const result = await resultOf(ended);
    expect(ended.code, JSON.stringify(verdicts(result), null, 1)).toBe(0);
    const excluded = ['CON-9', 'TRN-2', 'TRN-3', 'TRN-4', 'TRN-10', 'TRN-11'];
    const all = idsOf('connect', 'transports');
    expect(byVerdict(result)).toEqual({ pass: all.filter((id) => !excluded.includes(id)), excluded });
  });

  test('whose heartbeat is long leaves slow clauses out, and says how to include them', async () => {
    const server = await serving();
    const flags = [...flagsFor(server), '--section', 'transports', '--level', 'should'];
    const ended = await conformance(flags, { config: patient });
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
  const flags = ['--url', `${server.nodes[0]}`, '--business-id', 'acme', '--clause', 'OBS-8'];
  const ended = await conformance(flags, { config: { stimuli: { kind: 'module', path } } });
  expect(ended.code, ended.output).toBe(4);
  expect(ended.stderr).toMatch(/^The suite itself broke, so there is no verdict: .*: a loose end$/m);
  expect(await readdir(ended.folder)).toEqual(['pingback.config.json']);
});

describe.concurrent('a server whose ids are UUIDs', () => {
  const sections = ['rooms', 'new-message', 'client-message', 'typing', 'receipts', 'agents'] as const;

  test('passes where the configuration says so', async () => {
    const server = await serving({ ids: 'uuid' });
    const flags = [...flagsFor(server), '--section', sections.join()];
    const ended = await conformance(flags, { config: { ...patient, ids: 'uuid' } });
    const result = await resultOf(ended);
    expect(ended.code, JSON.stringify(verdicts(result), null, 1)).toBe(0);
    expect(byVerdict(result)).toEqual({ pass: idsOf(...sections) });
    expect(result.target.ids).toBe('uuid');
  });

  test('fails MSG-1 where numbers are expected, with the field and what it should be', async () => {
    const server = await serving({ ids: 'uuid' });
    const ended = await conformance([...flagsFor(server), '--clause', 'MSG-1'], { config: patient });
    expect(ended.code, ended.output).toBe(1);
    const { clauses } = await resultOf(ended);
    expect(clauses[0]).toMatchObject({
      verdict: 'fail',
      actual: expect.stringMatching(/conversation_id: .*expected number/),
    });
  });
});
