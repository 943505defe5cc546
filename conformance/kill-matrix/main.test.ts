import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultByName } from '../../fixtures/faults/index.ts';
import { killMatrixResult } from '../../reports/results/index.ts';
import { clauseById, sections } from '../contract/index.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** Of every section a few, blunt, subtle and derived; the whole table is for CI. */
const sample = [
  'admits-everybody',
  'refused-over-polling-still-hears',
  'handshake.maxPayload-dropped',
  'polling-cuts-long-content',
  'upgrade-swallows-an-event',
  'every-tenth-typing-for-all',
  'status-leaks-between-busy-businesses',
  'takes-over-after-reconnect',
  'new_message.created_at-null',
  'content-cut',
  'own-messages-first',
  'creator-out-when-others-join',
  'email-is-enough',
  'typing-delayed',
  'invalid-typing-is-the-last',
  'read-to-other-business',
  'delivered-before-created',
  'away-never-told',
  'prototype-polluted',
  'second-node-keeps-typing',
];

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pingback-matrix-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function killMatrix(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

test('the sample is of every section', () => {
  const meant = sample.flatMap((name) => faultByName(name).noticedBy.map((id) => clauseById(id).section));
  expect(new Set([...meant, 'observations'])).toEqual(new Set(sections));
});

test('faults are killed by the clauses that are meant for them, and a server without one is not accused', async () => {
  const { code, output } = await killMatrix('--out', 'out', ...sample.flatMap((name) => ['--fault', name]));
  expect(code, output).toBe(0);
  expect((await readdir(join(dir, 'out'))).toSorted()).toEqual([
    'index.html',
    'kill-matrix.html',
    'kill-matrix.json',
  ]);
  const file = await readFile(join(dir, 'out/kill-matrix.json'), 'utf8');
  const { verdict, faults, controls, selection } = killMatrixResult.parse(JSON.parse(file));
  expect([verdict, selection]).toEqual(['tight', `among ${sample.join(', ')}`]);
  expect(faults.map(({ name, verdict }) => [name, verdict])).toEqual(sample.map((name) => [name, 'killed']));
  expect(controls.map(({ backplane }) => backplane).toSorted()).toEqual(['memory', 'redis']);
  for (const name of sample) expect(output).toMatch(new RegExp(`^ +\\d+/20 killed +${name}, by `, 'm'));
});

test.each([
  [['--fault', 'typing-twise'], 'There is no fault "typing-twise". Did you mean typing-twice'],
  [['--shard', '0/3'], 'Expected a part such as 1/3'],
  [['--shard', '2/2', '--fault', 'typing-twice'], 'No fault is in this part.'],
  [['--every'], "unknown option '--every'"],
  [
    ['--fault', 'typing-twice', '--out', join(main, 'out')],
    `--out: nothing can be written to ${join(main, 'out')}: a part of that path is a file. Name another folder`,
  ],
])('%s is a mistake of usage', async (args, words) => {
  const { code, output } = await killMatrix(...args);
  expect(code, output).toBe(2);
  expect(output).toContain(words);
  // Nothing was begun that would be lost.
  expect(output).not.toMatch(/^\s+at |\d+ threads$/m);
});
