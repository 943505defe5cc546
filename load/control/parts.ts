import type { FromWorker } from './messages.ts';

/** So many seconds in a message are some megabytes. */
const secondsAtOnce = 600;

/** The record of a long run is longer than a message, or a text, may be. */
export function* inParts(message: FromWorker): Generator<FromWorker> {
  if (message.kind !== 'done') return yield message;
  const { intervals } = message.record;
  for (let from = 0; from < intervals.length; from += secondsAtOnce) {
    yield { kind: 'seconds', intervals: intervals.slice(from, from + secondsAtOnce) };
  }
  yield { ...message, record: { ...message.record, intervals: [] } };
}
