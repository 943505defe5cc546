import { afterEach, expect, test } from 'vitest';
import { configSchema } from '../../fixtures/targets/index.ts';
import type { Target } from '../../fixtures/targets/target.ts';
import type { ControlAction } from '../contract/index.ts';
import { serveControl } from '../runner/control-server.ts';
import { control } from './control.ts';
import type { RunSettings } from './settings.ts';
import { NotTestable } from './verdicts.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** A run whose runner carries these actions out, for real, over its control server. */
async function runWith(actions: Target['control']): Promise<RunSettings> {
  const { url, close } = await serveControl(actions);
  endings.push(close);
  return {
    runId: 'test',
    target: { ...configSchema.parse({}), kind: 'url', choice: 'a test' },
    controlUrl: url,
    controlActions: Object.keys(actions) as ControlAction[],
    heartbeat: { pingIntervalMs: 1000, pingTimeoutMs: 1000 },
  };
}

test('an action is carried out by the runner, and is done when the promise is', async () => {
  const done: string[] = [];
  const settings = await runWith({
    stopNode: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push('stopNode');
    },
    startNode: async () => void done.push('startNode'),
  });
  await control(settings, 'stopNode');
  expect(done).toEqual(['stopNode']);
  await control(settings, 'startNode');
  expect(done).toEqual(['stopNode', 'startNode']);
});

test('an action that goes wrong is not testable, with the reason', async () => {
  const settings = await runWith({
    stopRedis: () => Promise.reject(new Error('control.stopRedis failed (exit code 3): no such container')),
  });
  await expect(control(settings, 'stopRedis')).rejects.toThrow(
    new NotTestable(
      'The control action stopRedis went wrong: control.stopRedis failed (exit code 3): no such container',
    ),
  );
});

test('an action that nobody can carry out is not even asked for', async () => {
  const settings = await runWith({});
  await expect(control({ ...settings, controlUrl: 'http://127.0.0.1:1' }, 'startRedis')).rejects.toThrow(
    new NotTestable('Nobody can carry out startRedis on this target (configuration: "control").'),
  );
});
