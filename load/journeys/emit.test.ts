import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { planned } from './testing/plan.ts';
import { rehearse } from './testing/rehearsal.ts';
import { startUnrulyServer } from './testing/unruly-server.ts';

test('the engine’s own emit goes over the socket of the participant, and opens none of its own', async () => {
  const server = await startUnrulyServer();
  const folder = await mkdtemp(join(tmpdir(), 'pingback-emit-'));
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  const heard: unknown[] = [];
  let connections = 0;
  server.io.on('connection', (socket) => {
    connections += 1;
    socket.on('something_else', (argument) => heard.push(argument));
  });
  const steady = await readFile((await planned('steady', {}, { nodes: [server.url] })).scenario.path, 'utf8');
  const path = join(folder, 'mine.yml');
  const emit = '- emit: [something_else, { a: 1 }]';
  await writeFile(
    path,
    steady.replace('- function: widgetConnects', `- function: widgetConnects\n      ${emit}`),
  );
  const small = { widgets: 4, agents: 2, ramp: 0, warmUp: 0, duration: '300ms', replyShare: 0, readShare: 0 };
  const { scenario, plans } = await planned(path, { ...small, rate: 20 } as const, { nodes: [server.url] });
  const [plan] = plans;
  if (!plan) throw new TypeError('There is a plan for each worker.');
  await rehearse(scenario, plan);
  // Two more virtual users come than there are seats for; they emit into the void.
  expect([connections, heard]).toEqual([6, Array(4).fill({ a: 1 })]);
});
