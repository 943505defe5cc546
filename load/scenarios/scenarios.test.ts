import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configSchema } from '../../fixtures/targets/index.ts';
import { workerPlan } from '../plan.ts';
import {
  knobNames,
  knobTable,
  listScenarios,
  type PlanOptions,
  readScenario,
  scenarioNames,
  withKnobs,
  workerPlans,
} from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-scenarios-'));
});
afterAll(() => rm(folder, { recursive: true }));

const steadyPath = join(import.meta.dirname, 'steady.yml');

/** A copy of `steady`, changed, somewhere else. */
async function copyOfSteady(change: (text: string) => string): Promise<string> {
  const path = join(folder, `mine-${Math.random().toString(36).slice(2)}.yml`);
  await writeFile(path, change(await readFile(steadyPath, 'utf8')));
  return path;
}

const { connect } = configSchema.parse({});
const target: PlanOptions['target'] = {
  nodes: ['http://127.0.0.1:1', 'http://127.0.0.1:2'],
  connect,
  ids: 'number',
  businesses: [{ id: 'acme', agents: [1] }],
  stimuli: { kind: 'hook', url: 'http://127.0.0.1:3/', headers: {} },
};
const manner = {
  echoesToSender: true,
  newMessageToBusiness: false,
  creatorFollows: true,
  typingToSender: false,
};
const rest = { manner, seed: 1, runId: 'r' };

test('every scenario can be read, asks a question, names the knobs that matter, and makes plans', async () => {
  const scenarios = await listScenarios();
  expect(scenarios.map(({ name }) => name)).toEqual([...scenarioNames]);
  for (const scenario of scenarios) {
    expect(scenario.question).toMatch(/\?$/);
    expect(await readFile(scenario.path, 'utf8')).toContain(`# ${scenario.question}`);
    expect(scenario.named).toEqual(expect.arrayContaining(['widgets', 'agents', 'duration']));
    expect(scenario.processor).toMatch(/journeys\/processor\.mts$/);
    // Changes of status take a single worker.
    const workers = scenario.knobs.statusRate > 0 ? 1 : 3;
    for (const plan of workerPlans({ scenario, target, workers, ...rest })) workerPlan.parse(plan);
  }
});

test('every knob is explained', () => {
  for (const name of knobNames) expect(knobTable[name].says).not.toBe('');
});

test('the work is shared out among workers, and adds up', async () => {
  const knobs = { widgets: 100, agents: 11, rate: 50, steps: 2 };
  const scenario = withKnobs(await readScenario('steady'), knobs);
  const plans = workerPlans({ scenario, target, workers: 3, ...rest });
  const sum = (of: (plan: (typeof plans)[number]) => number) =>
    plans.map(of).reduce((one, other) => one + other, 0);
  expect(sum(({ seats }) => seats.widgets)).toBe(100);
  expect(sum(({ seats }) => seats.agents)).toBe(11);
  expect(sum(({ journey }) => journey.rate)).toBeCloseTo(50);
  expect(sum(({ segments }) => segments[1]?.rate ?? 0)).toBeCloseTo(75);
  expect(plans[0]?.segments.map(({ label }) => label)).toEqual(['50/s', '75/s']);
});

test('without stimuli agents do not reply; a scenario that is about stimuli is refused', async () => {
  const none = { ...target, stimuli: { kind: 'none' } } as const;
  const [plan] = workerPlans({ scenario: await readScenario('steady'), target: none, workers: 1, ...rest });
  expect(plan?.journey).toMatchObject({ replyShare: 0, readShare: 0 });
  const scenario = await readScenario('business-broadcast');
  expect(() => workerPlans({ scenario, target: none, workers: 1, ...rest })).toThrow(/needs stimuli.*--hook/);
});

test('where the configuration names no agents, those who reply are the ones that conformance asks for', async () => {
  const businesses = ['acme', 'globex', 'initech'].map((id) => ({ id, agents: [] }));
  const scenario = await readScenario('steady');
  const teams = (changes: Partial<PlanOptions['target']>) => {
    const [plan] = workerPlans({
      scenario,
      target: { ...target, businesses, ...changes },
      workers: 1,
      ...rest,
    });
    return plan?.target.businesses.map(({ agents }) => agents);
  };
  expect(teams({})).toEqual([[1, 2], [3, 4], []]);
  const stimuli = { kind: 'rest', url: 'http://127.0.0.1:3', tokens: { globex: { 9: 'secret' } } } as const;
  expect(teams({ stimuli })).toEqual([[1, 2], [9], []]);
});

test.each([
  ['cross-node', {}, { nodes: ['http://127.0.0.1:1'] }, /needs two nodes/],
  ['steady', { agents: 2 }, {}, /Every worker needs a widget and an agent.*2 agents and 3 workers/],
  ['reconnect-storm', { storms: 9 }, {}, /9 storms, one every 20 s.*do not fit into a window of 60 s/],
  ['reconnect-storm', { returnWithin: '20s', duration: '90s' }, {}, /further apart/],
  ['capacity', { rate: 0 }, {}, /Steps need a rate/],
  ['business-broadcast', {}, {}, /statusRate.*single worker, and there are 3.*--workers 1/],
  ['typing-storm', { replyShare: 0.5 }, {}, /replyShare.*no step replies/],
] as const)('%s with %o is refused in words', async (name, knobs, changes, words) => {
  const scenario = withKnobs(await readScenario(name), knobs);
  const options = { scenario, target: { ...target, ...changes } as never, workers: 3, ...rest };
  expect(() => workerPlans(options)).toThrow(words);
});

test('a copy works wherever it lies, with knobs of its own', async () => {
  const path = await copyOfSteady((text) => text.replace('rate: 25', 'rate: 7'));
  const scenario = await readScenario(path);
  expect(scenario.knobs.rate).toBe(7);
  expect(scenario.processor).toMatch(/load\/journeys\/processor\.mts$/);
  expect(scenario.name).toMatch(/^mine-/);
});

test.each([
  ['not YAML', (text: string) => text.replace('config:', 'config: ['), /mine-\w+\.yml:\d+:\d+: not YAML/],
  [
    'an unknown knob',
    (text: string) => text.replace('rate:', 'rates:'),
    /unknown key "rates" in config\.pingback\.knobs: did you mean "rate"\?/,
  ],
  [
    'a wrong value',
    (text: string) => text.replace('replyShare: 0.3', 'replyShare: 3'),
    /knobs\.replyShare: expected .*got 3/,
  ],
  [
    'an unknown step',
    (text: string) => text.replace('function: says', 'function: sais'),
    /calls sais, which is no step: did you mean says\?/,
  ],
  [
    'a processor that is not there',
    (text: string) => text.replace('../journeys/processor.mts', './mine.mjs'),
    /config\.processor: there is no file .*mine\.mjs/,
  ],
  [
    'an HTTP request, which Artillery would send anywhere',
    (text: string) =>
      text.replace('- function: servesConversations', '- get: { url: "http://elsewhere.invalid/" }'),
    /scenarios\[1\]\.flow\[1\]\.get: expected a step: function, loop .*think, or emit.*processor, which is your own/,
  ],
  [
    'one in a loop',
    (text: string) => text.replace('- function: reads', '- post: { url: "http://elsewhere.invalid/" }'),
    /scenarios\[0\]\.flow\[2\]\.loop\[3\]\.post: expected a step/,
  ],
  [
    'a hidden one',
    (text: string) =>
      text.replace('- function: types', '- { function: types, get: { url: "http://a.invalid" } }'),
    /flow\[2\]\.loop\[1\]\.get: expected nothing but function/,
  ],
  [
    'a connection of its own',
    (text: string) => text.replace('- function: leaves', '- { emit: [a], namespace: "@elsewhere.invalid" }'),
    /flow\[3\]\.namespace: expected nothing but emit/,
  ],
  [
    'an emit before there is a socket',
    (text: string) => text.replace('- function: widgetConnects', '- emit: [typing]'),
    /flow\[0\]\.emit: expected a function step that connects before it/,
  ],
  [
    'a step by its name alone',
    (text: string) => text.replace('- function: leaves', '- leaves'),
    /flow\[3\]: expected a step/,
  ],
  [
    'plugins',
    (text: string) => text.replace('  http:', '  plugins: { a: {} }\n  http:'),
    /config\.plugins: exp/,
  ],
  [
    'payload',
    (text: string) => text.replace('  http:', '  payload: { path: a }\n  http:'),
    /config\.payload:/,
  ],
  ['tls', (text: string) => text.replace('  http:', '  tls: { ca: a }\n  http:'), /config\.tls: expected/],
  [
    'environments',
    (text: string) => text.replace('  http:', '  environments: { a: { target: http://a.invalid } }\n  http:'),
    /config\.environments: expected nothing but target, processor/,
  ],
  [
    'another engine',
    (text: string) => text.replace('socketio-v3: {}', 'socketio-v3: {}\n    evil: {}'),
    /config\.engines\.evil: expected nothing but socketio-v3/,
  ],
  [
    'something before it',
    (text: string) => text.replace('scenarios:', 'before: { flow: [{ get: { url: "/" } }] }\nscenarios:'),
    /: before: expected nothing but config, scenarios/,
  ],
  [
    'something before a scenario',
    (text: string) => text.replace('    weight: 400', '    weight: 400\n    beforeRequest: a'),
    /scenarios\[0\]\.beforeRequest: expected nothing but/,
  ],
  ['a third scenario', (text: string) => text.replace('name: agent', 'name: robot'), /scenarios.*expected/],
] as const)('a script with %s is refused in words', async (_what, change, words) => {
  await expect(readScenario(await copyOfSteady(change))).rejects.toThrow(words);
});

test('an unknown scenario is answered with the nearest, a missing file by its name', async () => {
  await expect(readScenario('stedy')).rejects.toThrow(/did you mean steady\?/);
  await expect(readScenario('nowhere.yml')).rejects.toThrow(
    /nowhere\.yml cannot be read: there is no such file/,
  );
});

test('a wrong knob is named as the caller names it', async () => {
  const scenario = await readScenario('steady');
  expect(() => withKnobs(scenario, { duration: 'soon' }, () => '--duration')).toThrow(
    /--duration: expected a duration such as "5s".*got "soon"/,
  );
});

test('rate and ramp of a working day grow with the connections, until they are given', async () => {
  const steady = await readScenario('steady');
  const ten = withKnobs(steady, { widgets: 8000, agents: 2000 });
  expect(ten.knobs).toMatchObject({ rate: 500, ramp: 40_000 });
  expect(withKnobs(withKnobs(steady, { widgets: 8000 }), { agents: 2000 }).knobs).toEqual(ten.knobs);
  expect(withKnobs(withKnobs(steady, { rate: 30 }), { widgets: 900 }).knobs).toMatchObject({
    rate: 30,
    ramp: 4000,
  });
  const capacity = await readScenario('capacity');
  expect(withKnobs(capacity, { widgets: 1600 }).knobs.rate).toBe(capacity.knobs.rate);
});
