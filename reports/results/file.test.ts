import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hostileLoad, hostileResult, manifoldLoad, sampleLoad, sampleResult } from '../samples/index.ts';
import {
  type ConformanceResult,
  ResultFileError,
  readResult,
  writeConformanceResult,
  writeLoadResult,
} from './index.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pingback-results-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

/** What reading this text as a result file is answered with. */
async function refusal(text: string): Promise<string> {
  const path = join(dir, 'result.json');
  await writeFile(path, text);
  const error = await readResult(path).then(
    () => expect.unreachable('the file was accepted'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ResultFileError);
  const { message } = error as ResultFileError;
  expect(message).toContain(path);
  return message.replace(path, 'FILE');
}

function changed(change: (result: Record<string, unknown>) => void): string {
  const result = structuredClone(sampleResult()) as unknown as Record<string, unknown>;
  change(result);
  return JSON.stringify(result);
}

test.each([
  ['ordinary', sampleResult()],
  ['hostile', hostileResult()],
])('an %s result comes back as it was written', async (_name, result) => {
  const path = await writeConformanceResult(join(dir, 'made', 'on', 'the', 'way'), result);
  expect(path).toBe(join(dir, 'made/on/the/way/conformance.json'));
  expect(await readResult(path)).toEqual(JSON.parse(JSON.stringify(result)));
});

test.each([
  ['ordinary', sampleLoad()],
  ['manifold', manifoldLoad()],
  ['hostile', hostileLoad()],
])('an %s load result comes back as it was written', async (_name, result) => {
  const path = await writeLoadResult(dir, result);
  expect(path).toBe(join(dir, 'load.json'));
  expect(await readResult(path)).toEqual(JSON.parse(JSON.stringify(result)));
});

test('a load result that is not what its schema says is neither written nor read', async () => {
  const wrong = sampleLoad({ seed: 0.5 });
  await expect(writeLoadResult(dir, wrong)).rejects.toThrow(/load\.json was not written: at seed: /);
  expect(await refusal(JSON.stringify(wrong))).toContain('FILE is damaged: at seed: ');
});

test('replaces an older file and leaves nothing beside it', async () => {
  await writeFile(join(dir, 'conformance.json'), 'old');
  await writeConformanceResult(dir, sampleResult());
  expect(await readdir(dir)).toEqual(['conformance.json']);
});

test('a reader never sees half a file, however many write at once', async () => {
  const results = [sampleResult(), hostileResult(), sampleResult({ notes: ['x'.repeat(100_000)] })];
  await writeConformanceResult(dir, sampleResult());
  const writes = Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      writeConformanceResult(dir, results[index % 3] as ConformanceResult),
    ),
  );
  let writing = true;
  const allWritten = writes.finally(() => {
    writing = false;
  });
  while (writing) await readResult(join(dir, 'conformance.json'));
  await allWritten;
  expect(await readdir(dir)).toEqual(['conformance.json']);
});

test('does not write what does not match the schema, and keeps the old file', async () => {
  await writeFile(join(dir, 'conformance.json'), 'old');
  const wrong = sampleResult({ durationMs: Number.NaN });
  await expect(writeConformanceResult(dir, wrong)).rejects.toThrow(
    /was not written: at durationMs: .*number/,
  );
  expect(await readFile(join(dir, 'conformance.json'), 'utf8')).toBe('old');
});

test('leaves no temporary file when the target cannot be replaced', async () => {
  await writeConformanceResult(join(dir, 'conformance.json'), sampleResult());
  await expect(writeConformanceResult(dir, sampleResult())).rejects.toThrow();
  expect(await readdir(dir)).toEqual(['conformance.json']);
});

test('a file of a later version names both versions and who wrote it', async () => {
  const text = changed((result) => {
    result.schemaVersion = 2;
    result.suite = { name: 'pingback-suite', version: '3.1.0', lost: true };
  });
  expect(await refusal(text)).toBe(
    'FILE has schemaVersion 2, and this version of the suite reads schemaVersion 1. It was written by a later version of the suite ("pingback-suite 3.1.0"); update this one, or render the file with the version that wrote it.',
  );
});

test('an older version asks for a new run', async () => {
  expect(await refusal(changed((result) => Object.assign(result, { schemaVersion: 0 })))).toContain(
    'Run the suite again',
  );
});

test('a file that was cut anywhere is called cut off, with the place', async () => {
  const whole = JSON.stringify(sampleResult(), null, 2);
  const cuts = Array.from({ length: 60 }, (_, index) => 1 + Math.floor((index * (whole.length - 2)) / 60));
  for (const cut of cuts) {
    const text = whole.slice(0, cut);
    const message = await refusal(text);
    expect(message, `cut at ${cut}: …${JSON.stringify(text.slice(-20))}`).toContain(
      'ends too early, at line',
    );
  }
  expect(await refusal('')).toContain('ends too early, at line 1, column 1');
});

test.each([
  ['a web page', '<!doctype html><html></html>', 'is not JSON: unexpected text at line 1, column 1'],
  [
    'a slip in the middle',
    '{\n  "kind": "conformance",\n  oops\n}',
    'is not JSON: unexpected text at line 3, column 3',
  ],
  ['some other JSON', '{"name":"left-pad","version":"1.0.0"}', 'lacks "schemaVersion" or "kind"'],
  ['a list', '[1,2,3]', 'lacks "schemaVersion" or "kind"'],
  ['null', 'null', 'lacks "schemaVersion" or "kind"'],
  [
    'another kind',
    '{"schemaVersion":1,"kind":"lighthouse"}',
    'its "kind" is "lighthouse". Expected "kind" to be "conformance" or "load"',
  ],
  ['an inherited name', '{"schemaVersion":1,"kind":"constructor"}', 'its "kind" is "constructor"'],
])('%s is refused as foreign', async (_name, text, reason) => {
  expect(await refusal(text)).toContain(reason);
});

test('damage is named with its place and the expected form', async () => {
  const text = changed((result) => {
    (result.clauses as { verdict: string }[])[3] = { ...(result.clauses as object[])[3], verdict: 'maybe' };
    delete result.target;
  });
  const message = await refusal(text);
  expect(message).toContain('FILE is damaged: at target: ');
  expect(message).toContain('(and 1 more)');
  const verdict = changed((result) =>
    Object.assign((result.clauses as object[])[3] ?? {}, { verdict: 'maybe' }),
  );
  expect(await refusal(verdict)).toMatch(/at clauses\[3\]\.verdict: .*"pass"\|"fail"/);
});

test('what a file says about itself cannot take over the terminal', async () => {
  const message = await refusal('{"schemaVersion":1,"kind":"\\u001b[2J\\u202e"}');
  expect(message).toContain('"\\u{1B}[2J\\u{202E}"');
});

test('a path that leads nowhere says so, and what to give instead', async () => {
  await expect(readResult(join(dir, 'none.json'))).rejects.toThrow(
    /none\.json does not exist\. Give the path of/,
  );
  await expect(readResult(dir)).rejects.toThrow(/is a folder, not a file/);
});

test('a file with a byte order mark, or with fields of a later minor version, is read', async () => {
  const path = join(dir, 'result.json');
  await writeFile(path, `\uFEFF${changed((result) => Object.assign(result, { added: 'later' }))}`);
  expect((await readResult(path)).kind).toBe('conformance');
});
