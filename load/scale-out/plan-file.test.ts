import { beforeAll, expect, test } from 'vitest';
import { planned } from '../journeys/testing/plan.ts';
import type { WorkerPlan } from '../plan.ts';
import { planFrom, plansFrom, planText } from './plan-file.ts';
import { numberOf, ownPlan } from './plans-in.ts';

const token = `a "quoted" $1 $${'{TOKEN}'} $$ secret`;
const secrets = new Map([
  ['TOKEN', token],
  // A part of the other, and of nothing else.
  ['WORD', 'quoted'],
  ['NEVER_USED', 'n0wh3re'],
]);
const env = Object.fromEntries(secrets);

let plans: WorkerPlan[];
beforeAll(async () => {
  ({ plans } = await planned('steady', {}, { nodes: ['http://a.host'] }, { workers: 3 }));
  for (const { target } of plans) {
    target.headers = { authorization: `Bearer ${token}`, literal: `$${'{TOKEN}'} $WORD $` };
    target.auth = { nested: [{ word: 'quoted, twice quoted' }] };
    target.stimuli = { kind: 'hook', url: 'http://a.host/hook', headers: { key: token } };
  }
});

test('no secret is in the file, and all of them are in the plans that it gives', () => {
  const text = planText(plans, secrets);
  for (const secret of secrets.values()) expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
  expect(JSON.parse(text).secrets).toEqual(['NEVER_USED', 'TOKEN', 'WORD']);
  expect(plansFrom(text, env)).toEqual({ plans, secrets: ['n0wh3re', token, 'quoted'] });
  const [first] = plans as [WorkerPlan];
  expect(planFrom(planText(first, secrets), env)).toEqual(first);
});

test('what all plans share is there once', () => {
  const [first] = plans as [WorkerPlan];
  const many = Array.from({ length: 500 }, (_, worker) => ({ ...first, worker, workers: 500 }));
  const text = planText(many, secrets);
  expect(plansFrom(text, env).plans).toEqual(many);
  // The limit of a ConfigMap is 1 MiB.
  expect(text.length).toBeLessThan(50_000);
});

test('a variable that is not set, or not listed, is named', () => {
  const text = planText(plans, secrets);
  expect(() => plansFrom(text, { ...env, WORD: undefined })).toThrow(
    /^The worker needs the environment variable WORD, which is not set\. Give it to every worker/,
  );
  const unlisted = text.replace('"WORD"', '"OTHER"');
  expect(() => plansFrom(unlisted, { ...env, OTHER: 'x' })).toThrow(
    /^The plan asks for \$\{WORD\}, which its list of secrets lacks\.$/,
  );
});

test('a secret that the configuration has as it is may not be in the file', () => {
  const hidden = [...secrets.values()];
  expect(planText(plans, secrets, hidden)).not.toContain('quoted');
  expect(() => planText(plans, new Map([['WORD', 'quoted']]), ['twice'])).toThrow(
    /holds a secret as it is .* write \$\{NAME\} in its place\.$/,
  );
  expect(() => planText(plans, new Map(), [token])).toThrow(/holds a secret as it is/);
});

test.for([
  ['cut off', (text: string) => text.slice(0, -20), /is no JSON, or was cut off/],
  ['of another kind', () => '{"kind":"load"}', /Expected a file with the plans of workers/],
  [
    'of the future',
    (text: string) => text.replace('"schemaVersion": 1', '"schemaVersion": 2'),
    /version 1, got 2/,
  ],
  ['without a worker', (text: string) => text.replace(/"workers": \[[\s\S]*\]/, '"workers": []'), /has none/],
  [
    'with half a plan',
    (text: string) => text.replace('"stepMs"', '"stopMs"'),
    /but stepMs: .* Prepare the run/,
  ],
] as const)('a file that is %s is refused', ([, change, said]) => {
  const text = planText(plans, secrets);
  expect(change(text)).not.toBe(text);
  expect(() => plansFrom(change(text), env)).toThrow(said);
});

test('a worker finds its own plan by its number, or makes one of its name', () => {
  const [first] = plans as [WorkerPlan];
  expect(ownPlan(plans, { worker: '2', name: 'abc' })).toBe(plans[2]);
  expect(() => ownPlan(plans, { worker: '3' })).toThrow(
    'There is no plan for worker 3: the file has those of 0, 1, 2.',
  );
  expect(() => ownPlan(plans, {})).toThrow(/nothing says which one this is/);
  expect(ownPlan([first], {})).toBe(first);
  const names = Array.from({ length: 2_000 }, (_, index) => `k3x9${index.toString(36)}q`);
  const numbers = names.map((name) => ownPlan([first], { name }).worker);
  expect(new Set(numbers).size).toBe(names.length);
  expect(numbers.every((number) => number >= 0 && number < 2 ** 31)).toBe(true);
  expect(ownPlan([first], { name: 'a' }).worker).toBe(numberOf('a'));
});
