import { expect, test } from 'vitest';
import type { FromWorker } from '../control/index.ts';
import { nowMs, Recorder, type WorkerRecord } from '../measure/index.ts';
import { Orders } from './orders.ts';
import { Pacer } from './pacer.ts';
import { planned, referenceManner } from './testing/plan.ts';
import { Timeline, type TimelineOptions } from './timeline.ts';
import { Turns } from './turns.ts';

const drainMs = 300;

/** A window in which one message is sent. `sent` is told how to have it arrive. */
async function run(
  sent: (arrive: () => void) => void,
  stimuli: TimelineOptions['stimuli'] = { underWay: 0, giveUp() {} },
  isBrokenOff = false,
): Promise<WorkerRecord> {
  const knobs = { warmUp: 0, duration: '40ms', drain: `${drainMs}ms` } as const;
  const { plans } = await planned('steady', knobs, { nodes: ['http://127.0.0.1:1'] });
  const [plan] = plans;
  if (!plan) throw new TypeError('There is a plan for each worker.');
  const settings = { runId: 'r', worker: 0, host: 'here', ids: 'number', lateMs: 5_000 } as const;
  const recorder = new Recorder({ ...settings, manner: referenceManner });
  const someone = { role: 'widget', business: 0, node: 0, transport: 'websocket' } as const;
  const [alice, bob] = [recorder.addParticipant(someone), recorder.addParticipant(someone)];
  const room = recorder.addConversation(0);
  recorder.joined(room, bob, nowMs());
  const said: FromWorker[] = [];
  const orders = new Orders();
  const pacer = new Pacer();
  const timeline = new Timeline({
    end: { plan, say: (message) => said.push(message), listen() {}, close: async () => {} },
    ...{ recorder, pacer, orders, turns: new Turns(pacer, recorder) },
    beginStretch({ fromMs }) {
      const send = { conversation: room, sender: alice, via: 'socket', lengthChars: 60 } as const;
      const { content } = recorder.message({ ...send, intendedMs: fromMs + 1 });
      sent(() => recorder.messageArrived(bob, content, nowMs()));
      if (isBrokenOff) orders.take({ kind: 'stop', when: 'now' });
    },
    beginWindow: () => () => {},
    stimuli,
    everybodyThere: () => true,
    census: () => ({ conversations: 1, seated: 2 }),
  });
  orders.take({ kind: 'begin', atMs: nowMs() });
  await timeline.run();
  const done = said.find((message) => message.kind === 'done');
  if (done?.kind !== 'done') throw new Error('It ended without a record.');
  return done.record;
}

const ledgerOf = ({ segments }: WorkerRecord) => segments[0]?.ledgers.new_message;

test('what never comes is waited for, and then lost', async () => {
  const startedMs = nowMs();
  expect(ledgerOf(await run(() => {}))).toMatchObject({ sent: 1, expected: 1, lost: 1 });
  expect(nowMs() - startedMs).toBeGreaterThan(drainMs);
});

test('stimuli that still wait for their turn or for an answer are waited for, and then given up', async () => {
  const startedMs = nowMs();
  const stimuli = {
    underWay: 1,
    giveUp() {
      this.underWay = 0;
    },
  };
  await run((arrive) => setImmediate(arrive), stimuli);
  expect(nowMs() - startedMs).toBeGreaterThan(drainMs);
  expect(stimuli.underWay).toBe(0);
});

test.each([true, false])(
  'whether the run was broken off (%s) decides over stimuli that are given up',
  async (isBrokenOff) => {
    const given: unknown[] = [];
    await run((arrive) => arrive(), { underWay: 0, giveUp: (...all) => given.push(...all) }, isBrokenOff);
    expect(given).toEqual([isBrokenOff]);
  },
);

test('while the thread stands still no time to arrive goes by', async () => {
  const holdUp = (then: () => void) => {
    const untilMs = nowMs() + 3 * drainMs;
    while (nowMs() < untilMs);
    setImmediate(then);
  };
  // Behind the network's turn: what came meanwhile is read when the timers that are due have had theirs.
  const record = await run((arrive) => setTimeout(() => setImmediate(holdUp, arrive), 100));
  expect(ledgerOf(record)).toMatchObject({ sent: 1, delivered: 1, lost: 0 });
});
