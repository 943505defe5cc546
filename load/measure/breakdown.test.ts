import { expect, test } from 'vitest';
import { Breakdown } from './breakdown.ts';
import { Histogram } from './histogram.ts';
import { Message } from './message.ts';

const on = (node: number, transport: 'websocket' | 'polling' = 'websocket') => ({ node, transport });
const message = (changes: Partial<Message> = {}) => Object.assign(new Message(), changes);
const counts = (breakdown: Breakdown) =>
  Object.fromEntries(
    Object.entries(breakdown.rows()).map(([label, text]) => [label, Histogram.decode(text).count]),
  );

test('by nodes: from where to where, and apart what no connection sent', () => {
  const breakdown = new Breakdown('nodes');
  breakdown.delivered(message(), on(0), on(0), 1);
  breakdown.delivered(message(), on(0), on(1), 1);
  breakdown.delivered(message(), on(0), on(1), 1);
  breakdown.delivered(message(), on(1), on(0), 1);
  breakdown.delivered(message({ viaStimulus: true }), on(1), on(0), 1);
  breakdown.delivered(message({ viaStimulus: true }), undefined, on(1), 1);
  expect(counts(breakdown)).toEqual({
    '1 > 1': 1,
    '1 > 2': 2,
    '2 > 1': 1,
    'stimulus > 1': 1,
    'stimulus > 2': 1,
  });
});

test('by transport of the recipient', () => {
  const breakdown = new Breakdown('transport');
  breakdown.delivered(message(), on(0, 'polling'), on(0, 'websocket'), 1);
  breakdown.delivered(message(), on(0, 'websocket'), on(0, 'polling'), 1);
  breakdown.delivered(message(), on(0, 'websocket'), on(0, 'polling'), 1);
  expect(counts(breakdown)).toEqual({ websocket: 1, polling: 2 });
});

test('by size of the content, the smallest first', () => {
  const breakdown = new Breakdown('size');
  for (const lengthChars of [10_000, 50, 50]) breakdown.delivered(message({ lengthChars }), on(0), on(0), 1);
  expect(Object.keys(counts(breakdown))).toEqual(['50 characters', '10000 characters']);
  expect(counts(breakdown)['50 characters']).toBe(2);
});

test('one takes over what another has', () => {
  const [one, other] = [new Breakdown('transport'), new Breakdown('transport')];
  one.delivered(message(), on(0), on(0, 'polling'), 1);
  other.delivered(message(), on(0), on(0, 'polling'), 1);
  other.delivered(message(), on(0), on(0), 1);
  one.add(other);
  expect(counts(one)).toEqual({ websocket: 1, polling: 2 });
  expect(counts(other)).toEqual({ websocket: 1, polling: 1 });
});
