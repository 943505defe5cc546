import { beforeAll, expect, test } from 'vitest';
import { planned } from '../journeys/testing/plan.ts';
import type { WorkerPlan } from '../plan.ts';
import { type Place, withNames } from './names-in-place.ts';
import { planFrom, plansFrom, planText } from './plan-file.ts';
import { numberOf, ownPlan } from './plans-in.ts';
import { placesOf } from './testing/places.ts';

const token = `a "quoted" $1 $${'{TOKEN}'} $$ secret`;
const secrets = new Map([
  ['TOKEN', token],
  // A part of the other, and of nothing else.
  ['WORD', 'quoted'],
  ['NEVER_USED', 'n0wh3re'],
]);
const env = Object.fromEntries(secrets);

let plans: WorkerPlan[];
let places: Place[];
beforeAll(async () => {
  ({ plans } = await planned('steady', {}, { nodes: ['http://a.host'] }, { workers: 3 }));
  for (const { target } of plans) {
    target.headers = { authorization: `Bearer ${token}`, 'user-agent': `$${'{TOKEN}'} $WORD $` };
    target.auth = { nested: [{ word: 'quoted, twice quoted' }] };
    target.stimuli = { kind: 'hook', url: 'http://a.host/hook', headers: { key: token } };
  }
  places = placesOf(plans[0] as WorkerPlan, secrets);
});

test('no secret is in the file, and all of them are in the plans that it gives', () => {
  const text = planText(plans, places);
  for (const secret of secrets.values()) expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
  expect(JSON.parse(text).secrets).toEqual(['TOKEN', 'WORD']);
  expect(plansFrom(text, env)).toEqual({ plans, secrets: [token, 'quoted'] });
  const [first] = plans as [WorkerPlan];
  expect(planFrom(planText(first, places), env)).toEqual(first);
});

test('what all plans share is there once', () => {
  const [first] = plans as [WorkerPlan];
  const many = Array.from({ length: 500 }, (_, worker) => ({ ...first, worker, workers: 500 }));
  const text = planText(many, places);
  expect(plansFrom(text, env).plans).toEqual(many);
  // The limit of a ConfigMap is 1 MiB.
  expect(text.length).toBeLessThan(50_000);
});

test('a variable that is not set, or not listed, is named', () => {
  const text = planText(plans, places);
  expect(() => plansFrom(text, { ...env, WORD: undefined })).toThrow(
    /^The worker needs the environment variable WORD, which is not set\. Give it to every worker/,
  );
  const unlisted = text.replace('"WORD"', '"OTHER"');
  expect(() => plansFrom(unlisted, { ...env, OTHER: 'x' })).toThrow(
    /^The plan asks for \$\{WORD\}, which its list of secrets lacks\.$/,
  );
});

/** A plan whose configuration has these fields, with the values of the environment in them. */
function planWith(target: Partial<WorkerPlan['target']>): WorkerPlan {
  const [plan] = plans as [WorkerPlan];
  return { ...plan, target: { ...plan.target, headers: {}, auth: {}, stimuli: { kind: 'none' }, ...target } };
}

const url = 'http://a.host/hook';
test.for<[string, Partial<WorkerPlan['target']>]>([
  ['connect.auth.token', { auth: { token: 'abc' } }],
  ['connect.auth.nested', { auth: { nested: [{ deep: 'x' }] } }],
  ['connect.auth.pin', { auth: { pin: 1234 } }],
  ['connect.headers.x-any', { headers: { 'x-any': 'a' } }],
  ['connect.headers.authorization', { headers: { authorization: 'Bearer literal1secret1value' } }],
  ['stimuli.headers.key', { stimuli: { kind: 'hook', url, headers: { key: 'k' } } }],
  ['stimuli.tokens', { stimuli: { kind: 'rest', url, tokens: { acme: { 7: 't' } } } }],
  ['stimuli.url', { stimuli: { kind: 'hook', url: 'http://user:pw@a.host/hook', headers: {} } }],
  ['stimuli.url', { stimuli: { kind: 'hook', url: `${url}?k=1`, headers: {} } }],
])('what stands in %s as it is may be a secret, and is refused', ([where, target]) => {
  // A secret that is a part of it changes nothing.
  const short = [{ path: ['auth', 'other'], name: 'ONE', value: '1', at: 0 }];
  const { auth = {}, ...others } = target;
  const plan = planWith({ ...others, auth: { ...auth, other: '1' } });
  expect(() => planText(plan, short)).toThrow(
    new RegExp(
      `^${where.replaceAll('.', '\\.')} holds what may be a secret .* write \\$\\{NAME\\} in its place`,
    ),
  );
});

test('what says nothing about anybody may stand there', () => {
  const headers = { 'Accept-Language': 'de', 'user-agent': 'load', authorization: 'Bearer 1' };
  const plan = planWith({ headers, auth: { visible: true }, stimuli: { kind: 'hook', url, headers: {} } });
  const place = { path: ['headers', 'authorization'], name: 'ONE', value: '1', at: 7 };
  const text = planText(plan, [place]);
  expect(text).toContain(`"Bearer $${'{ONE}'}"`);
  expect(planFrom(text, { ONE: '1' })).toEqual(plan);
  // Of the environment in one place, and as it is in another.
  const twice = planWith({ headers: { ...headers, 'user-agent': 'load of s3cret' } });
  expect(() => planText(twice, [place], ['s3cret'])).toThrow(/holds what may be a secret/);
});

test('a name is put where its value was filled in, and nowhere else', () => {
  const value = { one: 'a a $a', other: 'a' };
  const [path, name] = [['one'], 'A'];
  const places = [
    { path, name, value: 'a', at: 5 },
    { path, name, value: 'a', at: 0 },
  ];
  expect(withNames(value, places)).toEqual({ one: `\${A} a $$\${A}`, other: 'a' });
  expect(() => withNames({ one: 'b' }, places)).toThrow(/^one does not hold what A does/);
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
  const text = planText(plans, places);
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
