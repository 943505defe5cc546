import { expect, test } from 'vitest';
import { type ConfigInput, configSchema } from '../../fixtures/targets/index.ts';
import { teamOf } from './team.ts';

const rest = (tokens: Record<string, Record<string, string>>) =>
  ({ kind: 'rest', url: 'http://localhost:1', tokens }) as const;
const unnamed = [{ id: 'acme' }, { id: 'globex' }];

test.each<[string, ConfigInput, unknown[], unknown[]]>([
  ['are those of the configuration', { businesses: [{ id: 'acme', agents: [7, 'b'] }] }, [7, 'b'], []],
  ['are invented where nobody names them', { businesses: unnamed }, [1, 2], [3, 4]],
  [
    'are invented in the form of ids',
    { businesses: unnamed, ids: 'uuid' },
    ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'],
    ['00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000004'],
  ],
  [
    'are those that have a token',
    { businesses: unnamed, stimuli: rest({ acme: { 17: 'a', 18: 'b', anna: 'c' } }) },
    [17, 18, 'anna'],
    [3, 4],
  ],
  [
    'keep the form of text where ids may be text',
    { businesses: unnamed, ids: 'any', stimuli: rest({ acme: { 17: 'a' } }) },
    ['17'],
    [3, 4],
  ],
  [
    'are those of the configuration, whoever has a token',
    { businesses: [{ id: 'acme', agents: [7] }], stimuli: rest({ acme: { 17: 'a' } }) },
    [7],
    [],
  ],
  [
    'are of no use where the id of a business is no key of its own',
    { businesses: [{ id: 'constructor' }], stimuli: rest({}) },
    [1, 2],
    [],
  ],
])('agents %s', (_how, config, first, second) => {
  const target = { ...configSchema.parse(config), kind: 'url', choice: 'a test' } as const;
  expect([teamOf(target, 0), teamOf(target, 1)]).toEqual([first, second]);
});
