import { planned } from '../../journeys/testing/plan.ts';
import { runWorkers } from '../index.ts';

/** A run in a process of its own, which says `measuring` when it does. Argument: address of a node. */
const [, , node = ''] = process.argv;
const knobs = { widgets: 4, agents: 2, ramp: 0, warmUp: 0, duration: '5m', rate: 10 } as const;
const { scenario, plans } = await planned('steady', knobs, { nodes: [node] });
await runWorkers({
  plans,
  scenario,
  onTick: (_worker, { phase }) => console.log(phase),
  onSegment: () => 'go-on',
  onProblem: (text) => console.log(text),
  signal: new AbortController().signal,
});
