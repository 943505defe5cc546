import { expect, test } from 'vitest';
import { defaultSlos, parseSlo } from '../slo/index.ts';
import { thresholdsOf } from './thresholds.ts';

const one = { workers: 1, steps: 1 };
const of = (texts: readonly string[], extent = one) =>
  thresholdsOf(
    texts.map((text) => parseSlo(text)),
    extent,
  );

test('what k6 can count itself becomes a threshold', () => {
  expect(of(defaultSlos)).toEqual({
    pingback_ledger_lost: ['count==0'],
    pingback_whole_run_duplicated: ['count==0'],
    pingback_whole_run_leaked: ['count==0'],
    pingback_whole_run_altered: ['count==0'],
    pingback_sockets_dropped: ['count==0'],
  });
  expect(of(['rate>=500', 'ledger.late<=3'])).toEqual({
    pingback_messages_per_second: ['count>=500'],
    pingback_ledger_late: ['count<=3'],
  });
});

test('a percentile does with one virtual user, and not with several', () => {
  const slos = ['new_message.p99<200ms', 'new_message.p99<=1s', 'typing.p999<1s'];
  expect(of(slos)).toEqual({
    pingback_new_message_p99_ms: ['value<200', 'value<=1000'],
    pingback_typing_p999_ms: ['value<1000'],
  });
  expect(of(slos, { workers: 2, steps: 1 })).toEqual({});
});

test('of a run in steps only what may never be', () => {
  expect(of(['ledger.lost=0', 'rate>=5', 'ledger.leaked=0'], { workers: 1, steps: 3 })).toEqual({
    pingback_whole_run_leaked: ['count==0'],
  });
});

test.each([
  'last.new_message.p99<1s',
  'connect.p99<1s',
  'ledger.lost<0.1%',
  'stimuli.refused=0',
  'new_message.mean<1s',
])('%s is left to the suite', (text) => expect(of([text])).toEqual({}));
