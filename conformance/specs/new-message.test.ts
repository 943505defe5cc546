import { expect, test } from 'vitest';
import { emitting, writing } from '../../fixtures/faults/ways.ts';
import { Run } from '../harness/index.ts';
import { type Plot, theatre } from '../harness/testing/theatre.ts';
import './new-message.spec.ts';

const judging = async (plot: Plot) => new Run((await theatre(plot)).settings).perform('MSG-2');

test('what agents say has to arrive unchanged, too', async () => {
  const override = writing('new_message', (payload) =>
    payload.sender_type === 'agent' ? { ...payload, content: payload.content.trimEnd() } : payload,
  );
  const { verdict, nearMisses, notes } = await judging({ wrong: { override }, eventMs: 1_000 });
  expect([verdict, notes]).toEqual(['fail', []]);
  expect(nearMisses[0]?.reasons).toEqual([expect.stringMatching(/^content: expected "/)]);
});

test.each<[string, Plot, RegExp]>([
  ['no way to have an agent speak', { target: { stimuli: { kind: 'none' } } }, /no stimuli are configured/],
  [
    'no message of an agent that arrives',
    {
      wrong: {
        override: emitting('new_message', (emission) =>
          emission.payload.sender_type === 'agent' ? [] : [emission],
        ),
      },
      eventMs: 1_000,
    },
    /\(MSG-4\)\. alice did not get agent 1's message/,
  ],
])('where there is %s, what customers say is judged, and a note says so', async (_what, plot, note) => {
  const { verdict, message, notes } = await judging(plot);
  expect(verdict, message).toBe('pass');
  expect(notes).toEqual([expect.stringMatching(/^Checked without this step: /)]);
  expect(notes[0]).toMatch(note);
});
