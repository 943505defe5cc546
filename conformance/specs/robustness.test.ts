import { setTimeout as pass } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { onEngineConnection } from '../../fixtures/faults/wire.ts';
import { Run } from '../harness/index.ts';
import { theatre, type Wrong } from '../harness/testing/theatre.ts';
import './robustness.spec.ts';

/** Takes what its clients send one packet after the other, and this long for each. */
function slow(eachMs: number): Wrong {
  let work = Promise.resolve();
  return {
    attach({ io }) {
      onEngineConnection(io, (connection) => {
        const listeners = connection.listeners('data') as ((data: unknown) => void)[];
        connection.removeAllListeners('data');
        connection.on('data', (data: unknown) => {
          work = work
            .then(() => pass(eachMs))
            .then(() => {
              for (const listener of listeners) listener(data);
            });
        });
      });
    },
  };
}

test('a slow server is flooded with what it can serve in time, and so not accused', async () => {
  const { settings } = await theatre({ wrong: slow(4), eventMs: 1_000 });
  const { verdict, message } = await new Run(settings).perform('ROB-4');
  expect(verdict, message).toBe('pass');
});
