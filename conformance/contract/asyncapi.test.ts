import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Parser } from '@asyncapi/parser';
import { beforeAll, describe, expect, test } from 'vitest';
import { goodPayloads } from '../../fixtures/payloads/index.ts';
import { asyncapiDocument } from './asyncapi.ts';
import { clausesOf } from './asyncapi-bindings.ts';
import { clauses } from './clauses.ts';
import { clientEventNames, clientEventSchemas, serverEventNames, serverEventSchemas } from './events.ts';

const generator = fileURLToPath(new URL('generate.ts', import.meta.url));
const yaml = readFileSync(new URL('asyncapi.yaml', import.meta.url), 'utf8');
const generate = (...args: string[]) => promisify(execFile)(process.execPath, [generator, ...args]);

type Parsed = Awaited<ReturnType<Parser['parse']>>;

/** Severities of the parser: 0 error, 1 warning. */
const warning = 1;

describe('asyncapi.yaml', () => {
  let parsed: Parsed;
  beforeAll(async () => {
    parsed = await new Parser().parse(yaml);
  });

  test('is valid AsyncAPI, without a warning', () => {
    expect(parsed.diagnostics.filter(({ severity }) => severity <= warning)).toEqual([]);
    expect(parsed.document?.version()).toBe('3.0.0');
  });

  test('has an operation for every event, in the direction of the contract', () => {
    const operations = parsed.document?.operations().all() ?? [];
    const events = operations.map((operation) => [
      operation.action(),
      operation
        .messages()
        .all()
        .map((message) => message.name())
        .join(),
    ]);
    for (const name of clientEventNames) expect(events).toContainEqual(['receive', name]);
    for (const name of serverEventNames) expect(events).toContainEqual(['send', name]);
    expect(events).toContainEqual(['receive', 'connect']);
    expect(events).toHaveLength(clientEventNames.length + serverEventNames.length + 2);
  });

  test.each([
    ...Object.entries(clientEventSchemas('number')).map(([name, schema]) => ({
      key: `client.${name}`,
      schema,
    })),
    ...Object.entries(serverEventSchemas('number')).map(([name, schema]) => ({
      key: `server.${name}`,
      schema,
    })),
  ])('describes every field of $key, with examples', ({ key, schema }) => {
    const message = parsed.document?.components().messages().get(key);
    const payload = message?.payload()?.json() as { properties: object; required: string[] } | undefined;
    expect(Object.keys(payload?.properties ?? {})).toEqual(Object.keys(schema.shape));
    const required = Object.entries(schema.shape).filter(([, field]) => !field.safeParse(undefined).success);
    expect(payload?.required).toEqual(required.map(([name]) => name));
    const examples = message?.examples().all() ?? [];
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples)
      expect(schema.safeParse(example.payload()).success, example.name()).toBe(true);
  });

  test('describes both rooms by the names of the contract', () => {
    const addresses = parsed.document
      ?.channels()
      .all()
      .map((channel) => channel.address());
    expect(addresses).toContain('business_{business_id}');
    expect(addresses).toContain('conversation_{conversation_id}');
  });
});

describe('the document', () => {
  const document = asyncapiDocument('1.2.3', goodPayloads('number'));

  test('binds every clause to a server, a channel or an operation, and tells its text', () => {
    const bound = [document.servers, document.channels, document.operations].flatMap((group) =>
      Object.values<object>(group).flatMap((part) => (part as { 'x-clauses': string[] })['x-clauses']),
    );
    expect([...new Set(bound)].toSorted()).toEqual(clauses.map(({ id }) => id).toSorted());
    expect(Object.keys(document['x-clause-table'])).toEqual(clauses.map(({ id }) => id));
  });

  test('says who emits an event where both sides have one of that name', () => {
    expect(document.operations).toMatchObject({
      'client.typing': {
        action: 'receive',
        messages: [{ $ref: '#/channels/namespace/messages/client.typing' }],
      },
      'server.typing': {
        action: 'send',
        messages: [{ $ref: '#/channels/conversation/messages/server.typing' }],
      },
    });
  });

  test('takes clauses by id and by family, and refuses what is neither', () => {
    expect(clausesOf('ASG', 'OBS-1')).toEqual(['ASG-1', 'ASG-2', 'ASG-3', 'OBS-1']);
    expect(() => clausesOf('ASG-4')).toThrow(RangeError);
    expect(() => clausesOf('AS')).toThrow(RangeError);
  });
});

describe('the generator', () => {
  test('finds asyncapi.yaml, README.md and the schemas of results current', async () => {
    const { stdout } = await generate('--check');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => !line.endsWith(' is current'))).toEqual([]);
    expect(lines.slice(0, 2)).toEqual([
      'conformance/contract/asyncapi.yaml is current',
      'README.md is current',
    ]);
    expect(lines).toContain('reports/results/schema/load.schema.json is current');
  });

  test('refuses what it does not know', async () => {
    await expect(generate('--chekc')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--check'),
    });
  });
});
