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

/** As much of a JSON Schema as the published ones use. */
interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  description?: string;
  type?: string | string[];
  enum?: string[];
  const?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema;
}

interface Place {
  path: string;
  name: string;
  schema: Schema;
}

/** Every property of a schema, however deep, and every named part. */
function placesIn(schema: Schema, path: string): Place[] {
  const named = [...Object.entries(schema.$defs ?? {}), ...Object.entries(schema.properties ?? {})];
  const inner = [schema.items, schema.additionalProperties].filter((one) => one !== undefined);
  return [
    ...named.flatMap(([name, one]) => [
      { path: `${path}.${name}`, name, schema: one },
      ...placesIn(one, `${path}.${name}`),
    ]),
    ...inner.flatMap((one) => placesIn(one, path)),
  ];
}

const places = schemaFiles().flatMap(({ name, text }) => {
  const root: Schema = JSON.parse(text);
  // What says nothing of its own says what the part says that it leads to.
  return placesIn(root, name).map(({ schema, ...place }) => {
    const part = root.$defs?.[schema.$ref?.split('/').at(-1) ?? ''];
    return { ...place, schema: { description: part?.description, ...schema } };
  });
});

describe('what a schema tells who has nothing else', () => {
  const wordsOf = ({ schema }: Place) => schema.description ?? '';
  const pathsOf = (some: readonly Place[]) => some.map(({ path }) => path);

  test('every property and every part is described', () => {
    expect(pathsOf(places.filter((place) => !/^\S.*\.$/s.test(wordsOf(place))))).toEqual([]);
    expect(places.length).toBeGreaterThan(400);
  });

  test('a described use of a part stays a use of that part', () => {
    const latencies = places.filter(({ schema }) => schema.$ref === '#/$defs/Latency');
    expect(new Set(latencies.map(wordsOf)).size).toBeGreaterThan(10);
    const spelledOut = places.filter(({ name, schema }) => name !== 'Latency' && schema.properties?.p999);
    expect(pathsOf(spelledOut)).toEqual([]);
  });

  test('a choice of values says what each of them means', () => {
    const choices = places.filter(({ schema }) => schema.enum);
    const silent = choices.flatMap((place) =>
      (place.schema.enum ?? [])
        .filter((value) => !wordsOf(place).includes(`\`${value}\``))
        .map((value) => `${place.path}: ${value}`),
    );
    expect(silent).toEqual([]);
    expect(choices.length).toBeGreaterThan(15);
  });

  /** By the end of a name: how its unit is called. Names that end otherwise leave all of it to the description. */
  const units: readonly [end: RegExp, unit: RegExp][] = [
    [/MsPerHour$/, /\bin milliseconds per hour\b/],
    [/BytesPerHour$/, /\bin bytes per hour\b/],
    [/PerSecond$/, /\bper second\b/],
    [/Ms$/, /\bmilliseconds\b/],
    [/[a-z]S$/, /\bseconds\b/],
    [/Bytes$/, /\bin bytes\b/],
    [/Share$/, /\bcores?\b/],
    [/$/, /\bmilliseconds\b|\bHow many\b|\b0 to 1(00)?\b|\bas a share of\b|\bin `unit`/],
  ];
  /** Numbers that count and measure nothing. */
  const marks: ReadonlySet<string> = new Set(['seed', 'number', 'run', 'exitCode']);

  test('a figure names its unit, and the one that its name ends with', () => {
    const isNumber = ({ type }: Schema = {}) => type === 'number' || type === 'integer';
    const figures = places.filter(
      ({ name, schema }) =>
        (isNumber(schema) || isNumber(schema.items)) && schema.const === undefined && !marks.has(name),
    );
    const without = figures.filter((place) => {
      const [, unit] = units.find(([end]) => end.test(place.name)) ?? [];
      return !unit?.test(wordsOf(place));
    });
    expect(pathsOf(without)).toEqual([]);
    expect(figures.length).toBeGreaterThan(150);
  });
});
