import { create } from 'xmlbuilder2';
import type { LoadResult, SloResult } from '../results/index.ts';
import { visibleLine } from '../visible/index.ts';
import { actualText } from '../wording/index.ts';
import { seconds, text } from './text.ts';

type Element = ReturnType<typeof create>;

/**
 * The result as JUnit XML: one `testsuite`, a `testcase` per SLO, and one for trust. A build server shows red exactly
 * what keeps the run from exit code 0: an SLO that was not held is a `failure`, a measurement that cannot be trusted an
 * `error`. In the latter case SLOs are `skipped`, since nothing can be said about the server. So is, by itself, a
 * testcase of a run that was interrupted.
 */
export function loadJunit(result: LoadResult): string {
  const { slo, trust, partial } = result;
  const totals = {
    tests: String(slo.length + 1 + (partial ? 1 : 0)),
    failures: String(trust.trusted ? slo.filter(({ met }) => !met).length : 0),
    errors: trust.trusted ? '0' : '1',
    skipped: String((trust.trusted ? 0 : slo.length) + (partial ? 1 : 0)),
    time: seconds(result.durationMs),
  };
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  const name = text(visibleLine(`load.${result.scenario}`));
  const suite = document
    .ele('testsuites', { name: text(visibleLine(`${result.suite.name} load`)), ...totals })
    .ele('testsuite', { name, ...totals, timestamp: text(visibleLine(result.startedAt)) });
  properties(suite, result);
  trustCase(suite, name, result);
  for (const one of slo) sloCase(suite, name, one, trust.trusted);
  if (partial) {
    const message = 'The run was interrupted; the rest is about the part of it that was measured.';
    testcase(suite, name, 'complete').ele('skipped', { message });
  }
  return `${document.end({ prettyPrint: true })}\n`;
}

function properties(suite: Element, { suite: made, target, verdict, summary, seed }: LoadResult): void {
  const element = suite.ele('properties');
  const facts = {
    suite: `${made.name} ${made.version}`,
    target: target.choice,
    verdict,
    summary,
    seed: String(seed),
  };
  for (const [name, value] of Object.entries(facts)) {
    element.ele('property', { name, value: text(visibleLine(value)) });
  }
}

function trustCase(suite: Element, classname: string, { trust }: LoadResult): void {
  const element = testcase(suite, classname, 'the measurement can be trusted');
  if (trust.trusted) return;
  const reasons = trust.reasons.map(({ reason, advice }) => `${reason} ${advice}`);
  const message = text(visibleLine(reasons[0] ?? 'no reason given'));
  element.ele('error', { message, type: 'untrusted' }).txt(text(reasons.join('\n')));
}

function sloCase(suite: Element, classname: string, slo: SloResult, trusted: boolean): void {
  const element = testcase(suite, classname, slo.slo);
  const actual = actualText(slo);
  if (!trusted) {
    element.ele('skipped', { message: text(`Not judged: the measurement cannot be trusted (${actual}).`) });
  } else if (slo.met) element.ele('system-out').txt(text(`measured: ${actual}`));
  else {
    const message = text(visibleLine(`expected ${slo.slo}, measured ${actual}`));
    element.ele('failure', { message, type: 'breached' });
  }
}

function testcase(suite: Element, classname: string, name: string): Element {
  return suite.ele('testcase', { classname, name: text(visibleLine(name)), time: '0' });
}
