import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listScenarios } from '../scenarios/index.ts';
import { planned } from './testing/plan.ts';
import { rehearse } from './testing/rehearsal.ts';
import { startUnrulyServer } from './testing/unruly-server.ts';
import { takesAllTurns, turnsOf, withTurnsInOne } from './turn-steps.ts';

const turn = { function: 'waitsForItsTurn' };
const loop = (...steps: object[]) => ({ loop: [turn, ...steps], whileTrue: 'staysOpen' });

test('a loop of turns becomes one step', () => {
  const flow = [{ function: 'widgetConnects' }, loop({ function: 'types' }, { function: 'says' })];
  expect(turnsOf(flow)).toEqual(['types', 'says']);
  expect(withTurnsInOne(flow)).toEqual([{ function: 'widgetConnects' }, { function: takesAllTurns }]);
});

test.each([
  ['a step of somebody else’s', [loop({ emit: ['a', 1] })]],
  ['a function of somebody else’s', [loop({ function: 'says' }, { function: 'mine' })]],
  ['a step that has more to it', [loop({ function: 'says', beforeRequest: 'mine' })]],
  ['a loop that does not wait', [{ loop: [{ function: 'says' }], whileTrue: 'staysOpen' }]],
  ['another condition', [{ ...loop({ function: 'says' }), whileTrue: 'mine' }]],
  ['a count', [{ ...loop({ function: 'says' }), count: 3 }]],
  ['two loops', [loop({ function: 'says' }), loop({ function: 'types' })]],
])('with %s it is left to the engine', (_, flow) => {
  expect(turnsOf(flow)).toBeUndefined();
  expect(withTurnsInOne(flow)).toEqual(flow);
});

test('the turns of every scenario that comes along are taken in one step', async () => {
  for (const { name, script } of await listScenarios()) {
    for (const { flow } of script.scenarios) expect(turnsOf(flow), name).toBeDefined();
  }
});

test('both ways send the same at the same times', async () => {
  const server = await startUnrulyServer();
  const folder = await mkdtemp(join(tmpdir(), 'pingback-turns-'));
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  let heard = 0;
  server.io.on('connection', (socket) => socket.on('something_else', () => (heard += 1)));
  const small = { widgets: 4, agents: 2, ramp: 0, warmUp: 0, duration: '1s', replyShare: 0, readShare: 0 };
  const knobs = { ...small, rate: 40, typingShare: 0.5 } as const;
  const inOne = await planned('steady', knobs, { nodes: [server.url] });
  const path = join(folder, 'mine.yml');
  const script = await readFile(inOne.scenario.path, 'utf8');
  await writeFile(
    path,
    script.replace('- function: says', '- function: says\n          - emit: [something_else]'),
  );
  const byTheEngine = await planned(path, knobs, { nodes: [server.url] });
  const [one, other] = [inOne.plans[0], byTheEngine.plans[0]];
  if (!one || !other) throw new TypeError('There is a plan for each worker.');
  expect(other.turns).toEqual({ widget: undefined, agent: ['types', 'replies'] });
  const [first, second] = [await rehearse(inOne.scenario, one), await rehearse(byTheEngine.scenario, other)];
  const counts = ({ record }: typeof first) => {
    const { new_message, typing } = record.segments[0]?.ledgers ?? {};
    return [new_message?.sent, new_message?.delivered, typing?.sent, typing?.delivered];
  };
  expect(counts(second)).toEqual(counts(first));
  expect(counts(first)[0]).toBe(40);
  expect(heard).toBeGreaterThanOrEqual(40);
});
