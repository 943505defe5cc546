import { expect, test } from 'vitest';
import {
  breachedLoad,
  hostileLoad,
  hostileTexts,
  manifoldLoad,
  sampleLoad,
  untrustedLoad,
} from '../samples/index.ts';
import { visible, visibleLine } from '../visible/index.ts';
import { loadJunit } from './index.ts';
import { type Node, parse } from './reading.testing.ts';

const suiteOf = (xml: string) => parse(xml).children[0] as Node;
const casesOf = (xml: string) => suiteOf(xml).children.filter(({ name }) => name === 'testcase');
const outcomes = (xml: string) =>
  casesOf(xml).map(({ attributes, children }) => [attributes.name, children[0]?.name ?? 'pass']);

test('a case per SLO and one for trust, with sums that add up', () => {
  const xml = loadJunit(breachedLoad());
  expect(outcomes(xml)).toEqual([
    ['the measurement can be trusted', 'pass'],
    ['new_message.p99<200ms', 'failure'],
    ['read.p99<1s', 'failure'],
    ['ledger.lost=0', 'failure'],
    ['ledger.lost<0.1%', 'failure'],
    ['ledger.leaked=0', 'system-out'],
  ]);
  for (const element of [parse(xml), suiteOf(xml)]) {
    expect(element.attributes).toMatchObject({ tests: '6', failures: '4', errors: '0', skipped: '0' });
  }
  expect(suiteOf(xml).attributes).toMatchObject({ name: 'load.steady', time: '30.000' });
});

test('a failure says what was asked and what was measured', () => {
  const messages = casesOf(loadJunit(breachedLoad())).flatMap(
    ({ children }) => children[0]?.attributes.message ?? [],
  );
  expect(messages).toEqual([
    'expected new_message.p99<200ms, measured 340 ms',
    'expected read.p99<1s, measured none was measured',
    'expected ledger.lost=0, measured 23',
    'expected ledger.lost<0.1%, measured 0.1 %',
  ]);
});

test('a run that cannot be trusted is one error, and accuses no server', () => {
  const xml = loadJunit(untrustedLoad());
  const [trust, ...slos] = casesOf(xml);
  expect(trust?.children[0]).toMatchObject({
    name: 'error',
    attributes: { message: expect.stringContaining('stood still for up to 740 ms. Use fewer sockets') },
  });
  expect(new Set(slos.map(({ children }) => children[0]?.name))).toEqual(new Set(['skipped']));
  expect(suiteOf(xml).attributes).toMatchObject({ failures: '0', errors: '1', skipped: '5' });
});

test('an interrupted run says so', () => {
  const xml = loadJunit(manifoldLoad());
  expect(outcomes(xml).at(-1)).toEqual(['complete', 'skipped']);
  expect(suiteOf(xml).attributes).toMatchObject({ tests: '7', skipped: '1' });
  expect(outcomes(loadJunit(sampleLoad())).map(([name]) => name)).not.toContain('complete');
});

test('hostile text stays text, and every case is there', () => {
  const result = hostileLoad();
  const xml = loadJunit(result);
  const cases = casesOf(xml);
  expect(cases.map(({ attributes }) => attributes.name)).toEqual([
    'the measurement can be trusted',
    ...result.slo.map(({ slo }) => visibleLine(slo)),
    'complete',
  ]);
  expect(xml).not.toMatch(/[^\P{C}\n]/u);
  expect(xml.match(/&(?!amp;|lt;|gt;|quot;)/g)).toBeNull();
  // The reader of these tests resolves references twice, so texts that look like some are left to a browser's parser.
  const lines = hostileTexts
    .flatMap((text) => visible(text).split('\n'))
    .filter((line) => !line.includes('&'));
  for (const line of lines) expect(cases[0]?.text).toContain(line);
});
