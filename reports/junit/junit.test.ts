import { expect, test } from 'vitest';
import { conformantResult, hostileResult, hostileTexts, sampleResult } from '../samples/index.ts';
import { visibleLine } from '../visible/index.ts';
import { conformanceJunit } from './index.ts';
import { type Node, parse } from './reading.testing.ts';

function casesOf(xml: string): Map<string, Node> {
  const cases = parse(xml).children.flatMap((suite) =>
    suite.children.filter(({ name }) => name === 'testcase'),
  );
  return new Map(cases.map((entry) => [entry.attributes.name?.split(' ')[0] ?? '', entry]));
}

const outcome = (node: Node | undefined) => node?.children.map(({ name }) => name);

test('a suite per section and a case per clause, with sums that add up', () => {
  const result = sampleResult();
  const root = parse(conformanceJunit(result));
  expect(root.children.map(({ attributes }) => attributes.name)).toEqual([
    ...new Set(result.clauses.map(({ section }) => section)),
  ]);
  expect(root.attributes).toMatchObject({
    tests: String(result.clauses.length),
    failures: '4',
    errors: '3',
    time: '4.812',
  });
  for (const key of ['tests', 'failures', 'errors', 'skipped']) {
    const sum = root.children.reduce((total, suite) => total + Number(suite.attributes[key]), 0);
    expect(sum, key).toBe(Number(root.attributes[key]));
  }
});

test('each verdict becomes what a build server shows rightly', () => {
  const cases = casesOf(conformanceJunit(sampleResult()));
  expect(outcome(cases.get('ROM-4'))).toEqual(['failure']);
  expect(outcome(cases.get('CLM-4'))).toEqual(['failure']);
  expect(outcome(cases.get('RCP-1'))).toEqual(['error']);
  expect(outcome(cases.get('RCP-5'))).toEqual(['skipped', 'system-out']);
  expect(outcome(cases.get('ROM-6'))).toEqual(['skipped', 'system-out']);
  expect(outcome(cases.get('TYP-5'))).toEqual(['skipped', 'system-out']);
  expect(outcome(cases.get('BKP-6'))).toEqual(['skipped', 'system-out']);
  expect(outcome(cases.get('CON-1'))).toEqual([]);
  expect(outcome(cases.get('MSG-7'))).toEqual(['system-out']);
});

test('a SHOULD that does not hold is a failure when the run is strict', () => {
  const cases = casesOf(conformanceJunit(sampleResult({ strict: true })));
  expect(outcome(cases.get('ROM-6'))).toEqual(['failure']);
  expect(outcome(cases.get('RCP-5'))).toEqual(['error']);
});

test('a failure tells what was expected, what came, when, and how to see it again', () => {
  const [failure] = casesOf(conformanceJunit(sampleResult())).get('MSG-2')?.children ?? [];
  expect(failure?.attributes.message).toContain('fail: Expected: new_message with content');
  for (const part of [
    'Expected\n',
    'Actual\n',
    'Near misses\n',
    'Timeline\n',
    'Rerun\n',
    '+13.9 ms  bob',
    '--clause MSG-2',
  ]) {
    expect(failure?.text).toContain(part);
  }
});

test('a reason stands where it was skipped', () => {
  const cases = casesOf(conformanceJunit(sampleResult()));
  const reason = (id: string) => cases.get(id)?.children[0]?.attributes.message;
  expect(reason('BKP-6')).toBe(
    'excluded: The configuration names no command to stop Redis (control.stopRedis).',
  );
  expect(reason('TYP-5')).toContain('ticket RT-311');
  expect(reason('ROM-6')).toMatch(/^warning: Expected: one typing at bob/);
});

test('nothing red when everything holds', () => {
  const root = parse(conformanceJunit(conformantResult()));
  expect(root.attributes).toMatchObject({ failures: '0', errors: '0', skipped: '0' });
});

test('hostile text stays text, with what XML forbids as escapes', () => {
  const result = hostileResult();
  const xml = conformanceJunit(result);
  expect(casesOf(xml).size).toBeGreaterThan(10);
  expect(xml).not.toMatch(/[^\P{C}\n]/u);
  expect(xml.match(/&(?!amp;|lt;|gt;|quot;)/g)).toBeNull();
  for (const clause of result.clauses) {
    expect(xml).toContain(`name="${inAttribute(`${clause.id} ${clause.level} ${clause.title}`)}"`);
  }
  for (const text of hostileTexts) expect(xml).toContain(inAttribute(text));
});

/** An attribute value as XML wants it, spelled out independently of the writer. */
function inAttribute(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return visibleLine(text).replace(/[&<>"]/g, (char) => entities[char] ?? char);
}
