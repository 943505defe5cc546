import { describe, expect, test } from 'vitest';
import { productionHost } from '../../conformance/contract/index.ts';
import { configSchema, UsageError } from '../../fixtures/targets/index.ts';
import { destinationsOf, type Permission, requireLoadAllowed } from './index.ts';

const nobody: Permission = { allowLoadOn: [], allowProduction: false };

const check = (url: string, permission: Partial<Permission> = {}) =>
  requireLoadAllowed([{ url, from: 'a node' }], { ...nobody, ...permission });
const allowed = (url: string, permission?: Partial<Permission>) =>
  expect(check(url, permission), url).resolves.toBeUndefined();
const refused = async (url: string, message: RegExp, permission?: Partial<Permission>) => {
  await expect(check(url, permission), url).rejects.toThrow(UsageError);
  await expect(check(url, permission), url).rejects.toThrow(message);
};

test.each([
  'http://127.0.0.1:3000',
  'http://127.255.0.9',
  'http://127.1:3000',
  'http://0x7f000001:3000',
  'http://2130706433',
  'http://[::1]:3000',
  'http://[0:0:0:0:0:0:0:1]',
  'http://[::ffff:127.0.0.1]:3000',
  'https://localhost',
  'http://LOCALHOST.:3000',
  'redis://localhost:6379',
])('%s is this machine', (url) => allowed(url));

test.each([
  'http://0.0.0.0:3000',
  'http://128.0.0.1',
  'http://10.0.0.1:3000',
  'http://[::]:3000',
  'http://[::ffff:10.0.0.1]',
  'http://[fe80::1]',
  'http://staging.example.com',
  'http://localhost.example.com',
  'http://app.localhost:3000',
  'http://127.0.0.1.example.com',
  'redis://10.0.0.1:6379',
])('%s is refused, with the setting that would allow it', async (url) => {
  await refused(url, /^Load is not sent to .* \(a node\): .*allowLoadOn: \[/);
});

test('a name for this machine that leads elsewhere is refused', async () => {
  const elsewhere = async () => ['127.0.0.1', '10.0.0.1'];
  await refused('http://localhost:3000', /allowLoadOn/, { resolve: elsewhere });
  await refused('http://localhost:3000', /allowLoadOn/, { resolve: async () => [] });
  await refused('http://localhost:3000', /allowLoadOn/, { resolve: () => Promise.reject(new Error()) });
});

test('names other than localhost are not even looked up', async () => {
  const looked: string[] = [];
  const resolve = async (name: string) => {
    looked.push(name);
    return ['127.0.0.1'];
  };
  await refused('http://staging.example.com', /allowLoadOn/, { resolve });
  await allowed('http://staging.example.com', { resolve, allowLoadOn: ['staging.example.com'] });
  expect(looked).toEqual([]);
});

describe('allowLoadOn', () => {
  test.each<[string, string]>([
    ['staging.example.com', 'https://staging.example.com'],
    ['staging.example.com', 'http://staging.example.com:3000'],
    ['Staging.Example.com.', 'http://staging.example.com'],
    ['staging.example.com:3000', 'http://staging.example.com:3000'],
    ['staging.example.com:443', 'https://staging.example.com'],
    ['staging.example.com:80', 'http://staging.example.com'],
    ['10.0.0.7', 'http://10.0.0.7:3000'],
    ['10.0.0.7:6379', 'redis://10.0.0.7'],
    ['fd00::7', 'http://[fd00::7]:3000'],
    ['[fd00:0::7]:3000', 'http://[fd00::7]:3000'],
  ])('%s allows %s', (entry, url) => allowed(url, { allowLoadOn: [entry] }));

  test.each<[string, string]>([
    ['staging.example.com', 'http://www.staging.example.com'],
    ['staging.example.com', 'http://example.com'],
    ['example.com', 'http://staging.example.com'],
    ['staging.example.com:3000', 'http://staging.example.com:3001'],
    ['staging.example.com:3000', 'http://staging.example.com'],
    ['10.0.0.7', 'http://10.0.0.70'],
  ])('%s does not allow %s', (entry, url) => refused(url, /allowLoadOn/, { allowLoadOn: [entry] }));

  test.each([
    '*.example.com',
    'https://staging.example.com',
    'staging.example.com/path',
    '',
    'a b',
    'me@host',
  ])('%j is no host, and is called so', (entry) =>
    refused('http://127.0.0.1:3000', /^allowLoadOn: expected a host or host:port/, { allowLoadOn: [entry] }),
  );
});

describe('the production system', () => {
  const urls = [
    `https://${productionHost}`,
    `https://${productionHost.toUpperCase()}:443`,
    `http://${productionHost}.`,
  ];

  test.each(urls)('%s is refused when it is not named', async (url) => {
    await refused(url, /is the production system .*name it in allowLoadOn.*--allow-production in full/);
    await refused(url, /name it in allowLoadOn/, { allowProduction: true });
  });

  test.each(urls)('%s is refused when it is named', (url) =>
    refused(url, /is the production system .* has to type --allow-production in full/, {
      allowLoadOn: [productionHost],
    }),
  );

  test.each(urls)('%s is allowed when it is named and the flag is typed', (url) =>
    allowed(url, { allowLoadOn: [productionHost], allowProduction: true }),
  );
});

test('nodes, the hook, REST routes and every other address count', () => {
  const urls = (config: object, others: string[] = []) =>
    destinationsOf(
      configSchema.parse(config),
      others.map((url) => ({ url, from: 'x' })),
    ).map(({ url }) => url);
  const nodes = ['http://a.example', 'http://b.example'];
  expect(urls({ nodes, stimuli: { kind: 'hook', url: 'http://hook.example' } })).toEqual([
    ...nodes,
    'http://hook.example',
  ]);
  expect(urls({ stimuli: { kind: 'rest', url: 'http://rest.example', tokens: {} } })).toEqual([
    'http://rest.example',
  ]);
  expect(urls({ stimuli: { kind: 'module', path: './x.ts' } }, ['redis://c.example'])).toEqual([
    'redis://c.example',
  ]);
});
