import { describe, expect, test } from 'vitest';
import { serverEventNames } from '../../conformance/contract/index.ts';
import { UsageError } from '../../fixtures/targets/index.ts';
import { sampleLoad } from '../../reports/samples/index.ts';
import { defaultSlos, judgeSlo, type Measured, parseSlo, parseSlos } from './index.ts';

describe('an SLO', () => {
  test.each([
    ['new_message.p99<200ms', '<', 200, 'ms'],
    ['last.typing.p95<=1.5s', '<=', 1500, 'ms'],
    ['connect.p99<2s', '<', 2000, 'ms'],
    [' connect . max < 2 s ', '<', 2000, 'ms'],
    ['ledger.lost=0', '=', 0, 'count'],
    ['ledger.leaked==0', '=', 0, 'count'],
    ['ledger.outOfOrder<10', '<', 10, 'count'],
    ['ledger.lost<0.1%', '<', 0.001, 'ratio'],
    ['sockets.dropped=0', '=', 0, 'count'],
    ['sockets.refused<=3', '<=', 3, 'count'],
    ['sockets.neverServed<2', '<', 2, 'count'],
    ['stimuli.refused=0', '=', 0, 'count'],
    ['stimuli.unanswered<=3', '<=', 3, 'count'],
    ['stimuli.queued<10', '<', 10, 'count'],
    ['rate>=500', '>=', 500, 'per-second'],
    ['rate>4.5/s', '>', 4.5, 'per-second'],
  ])('%s is read', (text, operator, limit, unit) => {
    expect(parseSlo(text)).toMatchObject({ text, operator, limit, unit });
  });

  test.each(serverEventNames)('may be about %s, with every figure', (event) => {
    for (const figure of ['p50', 'p90', 'p95', 'p99', 'p999', 'max', 'mean']) {
      const subject = { of: 'event', event, recipient: 'every', figure };
      expect(parseSlo(`${event}.${figure}<1ms`).subject).toEqual(subject);
    }
  });

  test.each([
    ['new_mesage.p99<200ms', '^^^^^^^^^^', 'did you mean "new_message"?'],
    ['new_message.p98<200ms', '            ^^^', 'did you mean "p90"?'],
    ['new_message<200ms', '           ^', 'expected a figure; one of p50, p90'],
    ['new_message.p99.9<200ms', '               ^^', '(p99.9 is written p999)'],
    ['last.p99<1s', '     ^^^', 'expected an event; one of new_message'],
    ['ledger.losst=0', '       ^^^^^', 'did you mean "lost"?'],
    ['ledger.sent=0', '       ^^^^', 'one of lost, duplicated'],
    ['new_message.p99', '               ^', 'expected a comparison and a limit here'],
    ['', '^', 'expected a comparison'],
    ['new_message.p99=200ms', '               ^', 'expected < or <=: latencies have an upper limit'],
    ['new_message.p99>200ms', '               ^', 'expected < or <='],
    ['rate<500', '    ^', 'expected >= or >: a rate has a lower limit'],
    ['ledger.lost>=1', '           ^^', 'expected = or < or <=: counts have an upper limit'],
    ['new_message.p99<200', '                ^^^', 'expected a time with its unit, such as 200ms'],
    ['new_message.p99<fast', '                ^^^^', 'expected a time with its unit'],
    ['new_message.p99<-5ms', '                ^^^^', 'expected a time with its unit'],
    ['new_message.p99<1e9ms', '                ^^^^^', 'expected a time with its unit'],
    ['ledger.lost<1ms', '            ^^^', 'expected a number of deliveries'],
    ['sockets.droped=0', '        ^^^^^^', 'did you mean "dropped"?'],
    ['sockets.dropped>1', '               ^', 'expected = or < or <=: counts have an upper limit'],
    ['sockets.dropped<1%', '                ^^', 'expected a number of connections'],
    ['stimuli.refsued=0', '        ^^^^^^^', 'did you mean "refused"?'],
    ['stimuli.asked=0', '        ^^^^^', 'one of refused, unanswered'],
    ['stimuli.refused>1', '               ^', 'expected = or < or <=: counts have an upper limit'],
    ['stimuli.refused<1%', '                ^^', 'expected a number of stimuli'],
    ['rate>=5%', '      ^^', 'expected messages per second'],
    ['new_message.p99<200ms\u001b[2J', '                     ^', 'expected plain letters'],
  ])('%j is refused at the place of the mistake', (text, marks, reason) => {
    const refused = () => parseSlo(text, 'load.slo[2]');
    expect(refused).toThrow(UsageError);
    const [sentence, shown, pointer] = messageOf(refused).split('\n');
    expect(sentence).toMatch(/^load\.slo\[2\]: expected .*\.$/);
    expect(sentence).toContain(reason);
    expect(shown).toBe(`  ${text.replace('\u001b', '?')}`);
    expect(pointer).toBe(`  ${marks}`);
  });
});

test('nothing may be lost, duplicated, leaked or altered, and nobody dropped, unless another limit is given', () => {
  const texts = (...given: string[]) =>
    parseSlos(given.map((text) => ({ text, from: '--slo' }))).map(({ text }) => text);
  expect(texts()).toEqual(defaultSlos);
  expect(texts('connect.p99<1s')).toEqual(['connect.p99<1s', ...defaultSlos]);
  expect(texts('ledger.lost<0.1%', 'sockets.dropped<=1')).toEqual([
    ...['ledger.lost<0.1%', 'sockets.dropped<=1', 'ledger.duplicated=0', 'ledger.leaked=0'],
    'ledger.altered=0',
    'sockets.neverServed=0',
    'stimuli.refused=0',
    'stimuli.unanswered=0',
  ]);
});

describe('judgement', () => {
  const { events, connectMs, ledger } = sampleLoad();
  const measured: Measured = {
    events,
    connectMs,
    ledger: { ...ledger, expected: 10_000, lost: 10, leaked: 1 },
    sockets: { dropped: 3, refused: 0 },
    stimuli: { asked: 600, refused: 3, unanswered: 0, queued: 0, longestWaitMs: 0, unsent: 0 },
    messagesPerSecond: 500,
  };
  const judge = (text: string, changes: Partial<Measured> = {}) =>
    judgeSlo(parseSlo(text), { ...measured, ...changes });
  const p99 = events.new_message?.latencyMs.p99 ?? 0;

  test.each([
    [`new_message.p99<${p99}ms`, false, p99],
    [`new_message.p99<=${p99}ms`, true, p99],
    [`last.new_message.p99<=${p99}ms`, false, events.new_message?.lastRecipientMs.p99],
    ['connect.max<1s', true, connectMs.max],
    ['ledger.lost=0', false, 10],
    ['ledger.lost=10', true, 10],
    ['ledger.lost<0.1%', false, 0.001],
    ['ledger.lost<=0.1%', true, 0.001],
    ['ledger.duplicated=0', true, 0],
    ['sockets.dropped=0', false, 3],
    ['sockets.dropped<=3', true, 3],
    ['sockets.refused=0', true, 0],
    ['stimuli.refused=0', false, 3],
    ['stimuli.refused<=3', true, 3],
    ['stimuli.unanswered=0', true, 0],
    ['rate>=500', true, 500],
    ['rate>500', false, 500],
  ])('of %s', (text, met, actual) => {
    expect(judge(text)).toMatchObject({ slo: text, met, actual });
  });

  test('of what was never measured is not "met"', () => {
    const none = { met: false, remark: 'none was measured' };
    expect(judge('read.p99<1s')).toMatchObject(none);
    expect(judge('connect.p99<1s', { connectMs: undefined })).toMatchObject(none);
    expect(judge('sockets.neverServed=0')).toMatchObject(none);
    expect(judge('connect.p99<1s', { connectMs: { ...connectMs, count: 0 } })).toMatchObject(none);
  });

  test('of a share of no deliveries is whole where something went wrong', () => {
    const nothing = { ...measured.ledger, expected: 0, lost: 0 };
    expect(judge('ledger.lost<1%', { ledger: nothing })).toMatchObject({ met: true, actual: 0 });
    expect(judge('ledger.leaked<1%', { ledger: nothing })).toMatchObject({ met: false, actual: 1 });
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Nothing was thrown.');
}
