import { readdir, readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import {
  breachedLoad,
  conformantResult,
  hostileLoad,
  hostileResult,
  manifoldLoad,
  sampleLoad,
  sampleMatrix,
  sampleResult,
  untrustedLoad,
} from '../../samples/index.ts';
import { schemaFiles } from './index.ts';

test('the published schemas are those of the result files; `npm run generate` writes them', async () => {
  const published = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.schema.json'));
  expect(published.toSorted()).toEqual(
    schemaFiles()
      .map(({ name }) => name)
      .toSorted(),
  );
  for (const { name, text } of schemaFiles()) {
    expect(await readFile(`${import.meta.dirname}/${name}`, 'utf8'), name).toBe(text);
  }
});

test('a schema names no address, and leads nowhere but into itself', () => {
  for (const { text } of schemaFiles()) {
    const addresses = [...text.matchAll(/https?:\/\/[^"]*/g)].map(([address]) => address);
    expect(addresses).toEqual(['https://json-schema.org/draft/2020-12/schema']);
    const schema = JSON.parse(text);
    for (const [, name = ''] of text.matchAll(/"\$ref": "#\/\$defs\/([^"]*)"/g)) {
      expect(Object.keys(schema.$defs)).toContain(name);
    }
    expect(text.replaceAll(/"\$ref": "#\/\$defs\//g, '')).not.toContain('$ref');
  }
});

/** Whether an implementation that is not ours accepts each instance. */
function validate(pairs: readonly (readonly [kind: string, instance: unknown])[]): boolean[] {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  const validators = new Map(schemaFiles().map(({ name, text }) => [name, ajv.compile(JSON.parse(text))]));
  // As a file has it: without what is undefined.
  return pairs.map(
    ([kind, instance]) =>
      validators.get(`${kind}.schema.json`)?.(JSON.parse(JSON.stringify(instance))) === true,
  );
}

describe('what a validator that is not ours says', () => {
  const results = [
    ...[sampleResult(), conformantResult(), hostileResult()],
    ...[sampleLoad(), breachedLoad(), untrustedLoad(), manifoldLoad(), hostileLoad()],
    sampleMatrix(),
  ];

  test('it accepts every sample, also with fields that it does not know', () => {
    const more = results.map((result) => ({ ...result, later: { and: 'unknown' } }));
    const answers = validate([...results, ...more].map((result) => [result.kind, result]));
    expect(answers).toEqual(answers.map(() => true));
    expect(answers).toHaveLength(2 * results.length);
  });

  test('it accepts an older load result, which counts no altered deliveries', () => {
    const { ledger, ...load } = sampleLoad();
    const { altered: _, ...older } = ledger;
    expect(validate([['load', { ...load, ledger: older }]])).toEqual([true]);
  });

  test('it refuses a result that lacks something, is of another kind or version, or has a part of another form', () => {
    const optional = [
      'selection',
      'command',
      'machine',
      'breakdown',
      'reconnect',
      'capacity',
      'slopes',
      'stimuli',
    ];
    const broken = [sampleResult(), sampleLoad(), sampleMatrix()].flatMap((result) => [
      ...Object.keys(result)
        .filter((key) => !optional.includes(key) && (result as Record<string, unknown>)[key] !== undefined)
        .map((key) => [result.kind, { ...result, [key]: undefined }] as const),
      [result.kind, { ...result, kind: 'lighthouse' }] as const,
      [result.kind, { ...result, schemaVersion: 2 }] as const,
      [result.kind, { ...result, verdict: 'splendid' }] as const,
      [result.kind, { ...result, durationMs: '12' }] as const,
    ]);
    const answers = validate(broken);
    const accepted = broken
      .filter((_, index) => answers[index])
      .map(([kind, changed]) => [kind, Object.keys(changed)]);
    expect(accepted).toEqual([]);
    expect(broken.length).toBeGreaterThan(50);
  });
});
