import { afterAll, expect, test } from 'vitest';
import { openEstate } from '../../fixtures/targets/index.ts';
import { startReference } from './testing/reference.ts';
import { load, resultOf } from './testing/suite.ts';

const estate = openEstate();
afterAll(() => estate.close());

const knobs = [
  ...['--widgets', '40', '--agents', '10', '--ramp', '200ms', '--warm-up', '0'],
  ...['--rate', '600', '--duration', '4s', '--drain', '5s'],
];

test('a server that ends connections does not pass, though those who are gone miss nothing', {
  timeout: 180_000,
}, async () => {
  const server = await startReference(estate, 'one-in-a-thousand-hung-up');
  const ended = await load(['steady', ...server.flags, ...knobs]);
  const result = await resultOf(ended);
  const dropped = (await server.misdeeds()).length;
  expect(dropped).toBeGreaterThanOrEqual(3);
  expect(result.sockets).toMatchObject({ peak: 50, dropped });
  // They came back, and were served again.
  expect(result.reconnect).toMatchObject({ storms: 0, neverServed: 0 });
  expect(result.slo).toContainEqual({ slo: 'sockets.dropped=0', met: false, actual: dropped, unit: 'count' });
  expect(result.notes.join('\n')).toMatch(/A connection ended that nobody closed here: transport close/);
  // Where the machine is too busy to measure on, no verdict is given.
  if (!result.trust.trusted) return expect([ended.code, result.verdict]).toEqual([4, 'untrusted']);
  expect([ended.code, result.verdict], ended.output).toEqual([1, 'breached']);
  expect(result.summary).toContain(`sockets.dropped=0 (${dropped})`);
});
