import { create } from 'xmlbuilder2';
import { type ClauseResult, type ConformanceResult, countsAgainst, standingOf } from '../results/index.ts';
import { visibleLine } from '../visible/index.ts';
import { bySection, explain, standingMeanings } from '../wording/index.ts';
import { seconds, text } from './text.ts';

type Element = ReturnType<typeof create>;

/**
 * The result as JUnit XML: a `testsuite` per section, a `testcase` per clause, times in seconds.
 *
 * A build server shows red exactly what keeps the run from exit code 0. A clause that does not hold, or that holds
 * although it is listed as an expected failure, is a `failure`; a MUST that could not be tested is an `error`.
 * Everything else that is not a pass is `skipped` with its reason: excluded clauses, expected failures, and a SHOULD
 * that does not hold while the run is not strict. The last one is not a pass with a remark in `system-out`, because
 * build servers count that as green and hide the remark; what is skipped stands out with its message.
 */
export function conformanceJunit(result: ConformanceResult): string {
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  const root = document.ele('testsuites', {
    name: text(visibleLine(`${result.suite.name} conformance`)),
    ...totals(result.clauses, result.strict),
    time: seconds(result.durationMs),
  });
  for (const [section, clauses] of bySection(result.clauses)) suite(root, section, clauses, result);
  return `${document.end({ prettyPrint: true })}\n`;
}

function suite(root: Element, section: string, clauses: ClauseResult[], result: ConformanceResult): void {
  const element = root.ele('testsuite', {
    name: text(visibleLine(section)),
    ...totals(clauses, result.strict),
    time: seconds(clauses.reduce((sum, clause) => sum + clause.durationMs, 0)),
    timestamp: text(visibleLine(result.startedAt)),
  });
  const properties = element.ele('properties');
  const facts = {
    suite: `${result.suite.name} ${result.suite.version}`,
    target: result.target.choice,
    verdict: result.verdict,
    strict: String(result.strict),
  };
  for (const [name, value] of Object.entries(facts)) {
    properties.ele('property', { name, value: text(visibleLine(value)) });
  }
  for (const clause of clauses) testcase(element, clause, result.strict);
}

function testcase(parent: Element, clause: ClauseResult, strict: boolean): void {
  const element = parent.ele('testcase', {
    classname: text(visibleLine(`conformance.${clause.section}`)),
    name: text(visibleLine(`${clause.id} ${clause.level} ${clause.title}`)),
    time: seconds(clause.durationMs),
  });
  const tag = tagOf(clause, strict);
  const details = detailsOf(clause);
  if (tag === 'failure' || tag === 'error') {
    element
      .ele(tag, { message: messageOf(clause, strict), type: standingOf(clause, strict) })
      .txt(text(details));
    return;
  }
  if (tag === 'skipped') element.ele('skipped', { message: messageOf(clause, strict) });
  if (details) element.ele('system-out').txt(text(details));
}

function tagOf(clause: ClauseResult, strict: boolean): 'pass' | 'failure' | 'error' | 'skipped' {
  if (clause.verdict === 'pass') return 'pass';
  if (!countsAgainst(clause, strict)) return 'skipped';
  return clause.verdict === 'not-testable' ? 'error' : 'failure';
}

function totals(clauses: ClauseResult[], strict: boolean): Record<string, string> {
  const amount = (wanted: ReturnType<typeof tagOf>) =>
    String(clauses.filter((clause) => tagOf(clause, strict) === wanted).length);
  return {
    tests: String(clauses.length),
    failures: amount('failure'),
    errors: amount('error'),
    skipped: amount('skipped'),
  };
}

/** One line: what the verdict is about, and what is known about it. */
function messageOf(clause: ClauseResult, strict: boolean): string {
  const standing = standingOf(clause, strict);
  const actual =
    clause.actual === undefined ? undefined : `Expected: ${clause.expected ?? '?'} Actual: ${clause.actual}`;
  const known = clause.verdict === 'fail' ? (actual ?? clause.message) : (clause.message ?? actual);
  return text(visibleLine([standing, known ?? standingMeanings[standing]].join(': ').replace(/\s+/g, ' ')));
}

function detailsOf(clause: ClauseResult): string {
  const passages = explain(clause, { frames: 200, misses: 50, payload: 2_000, text: 20_000 });
  const wanted = clause.verdict === 'pass' ? passages.filter(({ label }) => label === 'Note') : passages;
  return wanted
    .map(({ label, lines }) => `${label}\n${lines.map((line) => `  ${line}`).join('\n')}`)
    .join('\n');
}
