import { expect, test } from 'vitest';
import { Recorder } from '../measure/index.ts';
import type { WorkerPlan } from '../plan.ts';
import type { KnobsInput } from '../scenarios/index.ts';
import { Cast, passes } from './cast.ts';
import { type Participant, presence } from './participant.ts';
import { planned, referenceManner } from './testing/plan.ts';

async function castOf(knobs: Partial<KnobsInput>, nodes = 2): Promise<Cast> {
  const urls = Array.from({ length: nodes }, (_, node) => `http://127.0.0.1:${node + 1}`);
  const { plans } = await planned('steady', knobs, { nodes: urls });
  const settings = {
    runId: 'r',
    worker: 0,
    host: 'here',
    ids: 'number',
    manner: referenceManner,
    lateMs: 1,
  } as const;
  const recorder = new Recorder(settings);
  const cast = new Cast(plans[0] as WorkerPlan, recorder, () => {});
  recorder.record();
  return cast;
}

function tally<Key>(keys: Key[]): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

test.each([
  [2, 80, 20],
  [2, 40, 40],
  [3, 90, 30],
])(
  'with %i nodes, %i widgets and %i agents, every pair of nodes is as frequent',
  async (nodes, widgets, agents) => {
    const cast = await castOf({ widgets, agents }, nodes);
    const pairs = cast.widgets.map((widget) => `${widget.node} > ${cast.agentFor(widget)?.node}`);
    const counts = [...tally(pairs).values()];
    expect(counts).toHaveLength(nodes * nodes);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(Math.ceil(widgets / 10));
  },
);

test('who serves belongs to the same business, and all serve equally many', async () => {
  const cast = await castOf({ widgets: 60, agents: 12 });
  const served = cast.widgets.map((widget) => {
    const agent = cast.agentFor(widget) as Participant;
    expect(agent.business).toBe(widget.business);
    return agent;
  });
  expect(new Set(cast.widgets.map(({ business }) => business))).toEqual(new Set([0, 1]));
  expect([...tally(served).values()]).toEqual(Array(12).fill(5));
});

test('where an agent was given up, the next one of the business takes over', async () => {
  const cast = await castOf({ widgets: 8, agents: 4 });
  const widget = cast.widgets[0] as Participant;
  const first = cast.agentFor(widget) as Participant;
  first.presence = presence.gone;
  const second = cast.agentFor(widget) as Participant;
  expect(second).not.toBe(first);
  expect(second.business).toBe(widget.business);
  second.presence = presence.gone;
  expect(cast.agentFor(widget)).toBeUndefined();
});

test('there are as many seats as were planned, and polling among them in its share', async () => {
  const cast = await castOf({ widgets: 30, agents: 10, pollingShare: 0.3 });
  expect(cast.all.filter(({ transport }) => transport === 'polling')).toHaveLength(12);
  for (let seat = 0; seat < 30; seat += 1) expect(cast.takeSeat('widget')?.index).toBe(seat);
  expect(cast.takeSeat('widget')).toBeUndefined();
  expect(cast.takeSeat('agent')?.index).toBe(0);
});

test('a share passes evenly', () => {
  const passing = Array.from({ length: 1_000 }, (_, position) => passes(0.3, position));
  expect(passing.filter(Boolean)).toHaveLength(300);
  expect(passing.slice(0, 10).filter(Boolean)).toHaveLength(3);
});
