import { create } from 'xmlbuilder2';
import type { ComparisonResult, MetricComparison } from '../results/index.ts';
import { visibleLine } from '../visible/index.ts';
import { actualText, intervalText, metricName, metricSentence } from '../wording/index.ts';
import { text } from './text.ts';

type Element = ReturnType<typeof create>;

/**
 * The comparison as JUnit XML: a `testcase` per metric that is judged and per SLO of the new run, and one for whether the
 * runs can be compared. A build server shows red exactly what keeps the gate closed: what is worse is a `failure`, and so is
 * an SLO that was not held; runs of which nothing can be said are an `error`, and the rest is `skipped`. What cannot be
 * told is `skipped` by itself.
 */
export function comparisonJunit(result: ComparisonResult): string {
  const { metrics, slo, summary } = result;
  const silent = result.verdict === 'untrusted' || result.verdict === 'not-comparable';
  const judged = metrics.filter(({ id }) => !id.startsWith('generator.'));
  const failed = silent ? 0 : count(judged, 'worse') + slo.filter(({ met }) => !met).length;
  const totals = {
    tests: String(judged.length + slo.length + 1),
    failures: String(failed),
    errors: silent ? '1' : '0',
    skipped: String(silent ? judged.length + slo.length : count(judged, 'unclear')),
    time: '0',
  };
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  const name = text(visibleLine(`compare.${result.new.scenario}`));
  const suite = document
    .ele('testsuites', { name: 'pingback-suite compare', ...totals })
    .ele('testsuite', { name, ...totals, timestamp: text(visibleLine(result.new.startedAt)) });
  properties(suite, result);
  const comparable = testcase(suite, name, 'the runs can be compared');
  if (silent) comparable.ele('error', { message: text(visibleLine(summary)), type: result.verdict });
  for (const metric of judged) metricCase(testcase(suite, name, metricName(metric.id)), metric, silent);
  for (const one of slo) {
    const element = testcase(suite, name, one.slo);
    if (silent) element.ele('skipped', { message: 'Not judged.' });
    else if (!one.met) {
      const message = text(visibleLine(`expected ${one.slo}, measured ${actualText(one)}`));
      element.ele('failure', { message, type: 'breached' });
    }
  }
  return `${document.end({ prettyPrint: true })}\n`;
}

function count(metrics: readonly MetricComparison[], verdict: MetricComparison['verdict']): number {
  return metrics.filter((metric) => metric.verdict === verdict).length;
}

function properties(suite: Element, { base, new: next, verdict, summary }: ComparisonResult): void {
  const element = suite.ele('properties');
  const facts = { base: base.file, new: next.file, verdict, summary };
  for (const [name, value] of Object.entries(facts)) {
    element.ele('property', { name, value: text(visibleLine(value)) });
  }
}

function metricCase(element: Element, metric: MetricComparison, silent: boolean): void {
  const { verdict, remark = '' } = metric;
  const range = intervalText(metric);
  const words = `${metricSentence(metric)}${range ? `; between ${range}` : ''}. ${remark}`.trim();
  const message = text(visibleLine(words));
  if (silent) element.ele('skipped', { message: `Not judged. ${message}` });
  else if (verdict === 'worse') element.ele('failure', { message, type: 'worse' });
  else if (verdict === 'unclear') element.ele('skipped', { message: `It cannot be told. ${message}` });
  else element.ele('system-out').txt(`${verdict}: ${message}`);
}

function testcase(suite: Element, classname: string, name: string): Element {
  return suite.ele('testcase', { classname, name: text(visibleLine(name)), time: '0' });
}
