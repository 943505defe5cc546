import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { clauseById } from '../../conformance/contract/index.ts';
import { createRedactor } from '../redact/index.ts';
import type { ConformanceResult } from '../results/index.ts';
import { conformantResult, hostileResult, sampleResult } from '../samples/index.ts';
import { type ConformanceReporterOptions, createConformanceReporter } from './index.ts';
import { collector, screen } from './screen.testing.ts';

/** Plays a whole run to a reporter and returns what it printed. */
function played(
  result: ConformanceResult,
  options: Partial<ConformanceReporterOptions> = {},
  files: string[] = [],
): string {
  const stdout = collector(100);
  const report = createConformanceReporter({
    stdout,
    isTTY: false,
    env: {},
    quiet: false,
    strict: result.strict,
    redactor: createRedactor([]),
    ...options,
  });
  const { clauses } = result;
  report({ kind: 'target', choice: result.target.choice });
  report({
    kind: 'started',
    total: clauses.length,
    sections: [...new Set(clauses.map(({ section }) => section))],
  });
  for (const [index, clause] of clauses.entries()) {
    const running = clauses.slice(index + 1, index + 20).map(({ id }) => id);
    report({ kind: 'clause', result: clause, done: index + 1, total: clauses.length, running });
  }
  report({ kind: 'finished', result });
  report({ kind: 'written', files });
  return stdout.text();
}

const only = (result: ConformanceResult, id: string) =>
  sampleResult({ clauses: result.clauses.filter((clause) => clause.id === id) });

test('in a pipe, every clause is a plain line', () => {
  const result = sampleResult();
  const lines = played(result).split('\n');
  expect(lines.slice(0, 3)).toEqual([
    'Target  two nodes at the addresses given with --url',
    `${result.clauses.length} clauses in 10 sections`,
    '',
  ]);
  expect(lines).toContain(
    'pass  CON-1  MUST    A connection whose `auth` carries a business id is accepted. (4.0 ms)',
  );
  expect(lines).toContain(`not-testable  RCP-1  MUST    ${clauseById('RCP-1').text} (0.0 ms)`);
  const end = lines.findIndex((line) => / clauses in 4\.8 s: /.test(line));
  const beginning = lines.findIndex((line) => /^ {6}Expected/.test(line)) - 2;
  const asTheyCame = lines.slice(0, beginning);
  for (const { id } of result.clauses)
    expect(
      asTheyCame.filter((line) => line.includes(`  ${id} `)),
      id,
    ).toHaveLength(1);
  expect(end).toBeGreaterThan(beginning);
  expect(lines.join('')).not.toContain('\x1b');
});

test('a failure says what anybody needs to understand it', () => {
  const text = played(only(sampleResult(), 'MSG-2'));
  expect(text).toMatch(
    /^fail {2}MSG-2 {2}MUST {4}The content arrives unchanged, whatever text it is\. \(5 s\)$/m,
  );
  expect(text).toMatch(/^ {6}Reason {6}The content is changed on its way/m);
  expect(text).toMatch(/^ {6}Expected {4}new_message with content /m);
  expect(text).toMatch(/^ {6}Actual {6}no such frame within 5000 ms/m);
  expect(text).toMatch(/^ {6}Near misses \+13\.9 ms {2}bob {2}got {3}new_message {2}\{/m);
  expect(text).toMatch(/^ {20}content: differs from character 18 on/m);
  expect(text).toMatch(/^ {6}Timeline {4}\+11\.2 ms {2}alice {2}sent {2}client_message {2}\{/m);
  expect(text).toMatch(/^ {6}Rerun {7}npm run conformance -- .* --clause MSG-2$/m);
});

test('failures are explained at the end, failures before warnings, each in the order of the clauses', () => {
  const result = sampleResult();
  const clauses = result.clauses.toReversed();
  const stdout = collector();
  const report = createConformanceReporter({
    stdout,
    isTTY: false,
    env: {},
    quiet: false,
    strict: false,
    redactor: createRedactor([]),
  });
  for (const clause of clauses) report({ kind: 'clause', result: clause, done: 1, total: 1, running: [] });
  expect(stdout.text()).not.toMatch(/^ {6}(Expected|Actual|Timeline)/m);
  report({ kind: 'finished', result });
  const explained = stdout.text().matchAll(/^$\n^(fail|stale-expectation|warn) {2}(\S+)/gm);
  expect(Array.from(explained, ([, word, id]) => `${word} ${id}`)).toEqual([
    'fail TRN-3',
    'fail ROM-4',
    'fail MSG-2',
    'stale-expectation CLM-4',
    'warn TRN-6',
    'warn ROM-6',
  ]);
});

test('a long timeline is cut, and says so', () => {
  const text = played(only(sampleResult(), 'TRN-3'));
  expect(text).toContain('(the last 14 of 80 frames)');
  expect(text.split('\n').filter((line) => /\+\d+\.\d ms/.test(line))).toHaveLength(14);
});

test('the end counts, names what is open and why, and lists the files', () => {
  const lines = played(sampleResult(), {}, [
    'reports/out/conformance.json',
    'reports/out/conformance.html',
  ]).split('\n');
  const end = lines.slice(lines.findIndex((line) => / clauses in 4\.8 s: /.test(line)));
  expect(end.join('\n')).toMatch(
    /clauses in 4\.8 s: 3 fail, 1 stale expectation, 2 warning, 4 not testable, 1 expected failure, 3 excluded, \d+ pass/,
  );
  expect(end).toContain('  fail               TRN-3, ROM-4, MSG-2');
  expect(end.filter((line) => line.startsWith('  not testable'))).toEqual([
    '  not testable       RCP-1, RCP-3, RCP-5: The hook answered 501 to the stimulus mark_delivered: this target cannot be made to emit it.',
    '  not testable       RCP-2: The hook answered 501 to the stimulus mark_read: this target cannot be made to emit it.',
  ]);
  expect(end).toContain(sampleResult().summary.replace('Not conformant: ', 'Not conformant  '));
  expect(end.slice(-4)).toEqual(['', '  reports/out/conformance.json', '  reports/out/conformance.html', '']);
});

test('quiet leaves failures and the summary', () => {
  const lines = played(sampleResult(), { quiet: true }).split('\n');
  expect(lines.filter((line) => /^(pass|warn|excluded|not-testable|Target)/.test(line))).toEqual([]);
  expect(lines.filter((line) => /^(fail|stale-expectation) {2}/.test(line))).toHaveLength(4);
  expect(lines.join('\n')).toContain('Not conformant');
  expect(played(conformantResult(), { quiet: true }).split('\n').filter(Boolean)).toHaveLength(2);
});

test('a verdict that changes after it was told is told again', () => {
  const result = conformantResult();
  const changed = sampleResult().clauses.find(({ id }) => id === 'MSG-2');
  const stdout = collector();
  const report = createConformanceReporter({
    stdout,
    isTTY: false,
    env: { GITHUB_ACTIONS: 'true' },
    quiet: false,
    strict: false,
    redactor: createRedactor([]),
  });
  for (const clause of result.clauses)
    report({ kind: 'clause', result: clause, done: 1, total: 1, running: [] });
  const clauses = result.clauses.map((clause) => (changed && clause.id === changed.id ? changed : clause));
  report({ kind: 'finished', result: { ...result, clauses } });
  const lines = stdout.text().split('\n');
  expect(lines.filter((line) => /^(pass|fail) {2}MSG-2 /.test(line)).map((line) => line.slice(0, 4))).toEqual(
    ['pass', 'fail', 'fail'],
  );
  expect(lines.filter((line) => line.includes('  CON-1 '))).toHaveLength(1);
  expect(lines.findLast((line) => line.startsWith('::'))).toMatch(/^::error title=MSG-2 /);
});

test('strict turns warnings into failures', () => {
  const text = played(sampleResult({ strict: true }));
  expect(text).toMatch(/^fail {2}ROM-6/m);
  expect(played(sampleResult())).toMatch(/^warn {2}ROM-6/m);
});

test('colours follow the terminal, NO_COLOR and FORCE_COLOR', () => {
  const colored = (options: Partial<ConformanceReporterOptions>) =>
    played(sampleResult(), options).includes('\x1b[31m');
  expect(colored({})).toBe(false);
  expect(colored({ isTTY: true })).toBe(true);
  expect(colored({ isTTY: true, env: { NO_COLOR: '1' } })).toBe(false);
  expect(colored({ env: { FORCE_COLOR: '1' } })).toBe(true);
  expect(colored({ isTTY: true, env: { TERM: 'dumb' } })).toBe(false);
});

test('in a terminal the status is gone at the end, and what was printed stays', () => {
  const result = sampleResult();
  const output = played(result, { isTTY: true });
  const shown = screen(output);
  expect(output).toContain('━');
  expect(output).toContain('running');
  expect(shown.join('\n')).not.toMatch(/[━─]|running/);
  // Once when it came, once with its explanation.
  expect(shown.filter((line) => line.startsWith('fail  '))).toHaveLength(6);
  expect(shown.filter((line) => line.startsWith('warn  '))).toHaveLength(4);
  expect(shown.filter((line) => line.startsWith('pass  '))).toEqual([]);
  expect(shown.at(-2)).toContain('Not conformant');
});

test('the live status counts, and names what runs in one line', () => {
  const stdout = collector(60);
  const { clauses } = sampleResult();
  const report = createConformanceReporter({
    stdout,
    isTTY: true,
    env: {},
    quiet: false,
    strict: false,
    redactor: createRedactor([]),
  });
  report({ kind: 'started', total: 4, sections: ['connect'] });
  const [first, second] = clauses;
  if (!first || !second) throw new Error('the sample has no clauses');
  report({ kind: 'clause', result: first, done: 1, total: 4, running: ['CON-2'] });
  report({ kind: 'clause', result: second, done: 2, total: 4, running: clauses.map(({ id }) => id) });
  const shown = screen(stdout.text());
  const status = shown.findIndex((line) => line.includes('2/4'));
  expect(shown[status]).toMatch(/^━{12}─{12} {2}2\/4 {2}2 pass {2}[\d.]+ ms$/);
  expect(shown[status + 1]).toMatch(/^running CON-1 .* \+\d+$/);
  expect(shown[status + 1]?.length).toBeLessThan(60);
  report({ kind: 'finished', result: conformantResult() });
});

test('GitHub gets an annotation per failure, a warning per SHOULD, one error for what is open', () => {
  const lines = played(sampleResult(), { env: { GITHUB_ACTIONS: 'true' } }).split('\n');
  const titles = lines.filter((line) => line.startsWith('::')).map((line) => line.split('::')[1]);
  expect(titles).toEqual([
    'error title=TRN-3 MUST fail',
    'warning title=TRN-6 SHOULD warning',
    'error title=ROM-4 MUST fail',
    'warning title=ROM-6 SHOULD warning',
    'error title=MSG-2 MUST fail',
    'error title=CLM-4 SHOULD stale expectation',
    'error title=3 clauses could not be tested',
  ]);
  expect(lines.find((line) => line.startsWith('::error title=ROM-4'))).toContain('%0AExpected: stranger');
  expect(played(sampleResult())).not.toContain('::error');
});

test('hostile text moves no cursor and gives no orders to a build server', () => {
  const result = hostileResult();
  const output = played(result, { env: { GITHUB_ACTIONS: 'true' } });
  expect(output).not.toMatch(/[^\P{C}\n]/u);
  const orders = output.split('\n').filter((line) => /^\s*::|##\w*\[/.test(line));
  expect(orders.filter((line) => !/^::(error|warning) title=[^:,]*::/.test(line))).toEqual([]);
  expect(orders.filter((line) => line.startsWith('::error title=forged'))).toEqual([]);
  const live = screen(played(result, { isTTY: true }));
  expect(live.join('\n')).toContain('\\u{1B}[2J');
  expect(live.join('\n')).not.toMatch(/[^\P{C}\n]/u);
});

test('no secret is printed', () => {
  const secret = 'carrier-pigeon';
  const output = played(sampleResult({ summary: `sent ${secret}` }), {
    redactor: createRedactor([secret]),
    env: { GITHUB_ACTIONS: 'true' },
  });
  expect(output).not.toContain(secret);
  expect(output).toContain('transport=[redacted]');
});

test('the step summary is Markdown that hostile text cannot leave', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pingback-summary-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'summary.md');
  const env = { GITHUB_STEP_SUMMARY: path };
  played(sampleResult(), { env });
  const plain = readFileSync(path, 'utf8');
  expect(plain).toContain('## PingBack conformance: Not conformant');
  expect(plain).toContain('| fail | 3 |');
  expect(plain).toContain('### ROM\\-4 MUST fail\\: Typing in a conversation');
  expect(plain).toContain('- RCP\\-1 MUST\\: The hook answered 501');

  played(hostileResult(), { env });
  const hostile = readFileSync(path, 'utf8').slice(plain.length);
  expect(readFileSync(path, 'utf8').startsWith(plain)).toBe(true);
  expect(hostile).not.toMatch(/[^\P{C}\n]/u);
  const outside = hostile.replace(/^(`{3,})text\n.*?\n\1$/gms, '');
  expect(outside).not.toMatch(/(?<!\\)[<>[\]@*]/);
  expect(Buffer.byteLength(hostile)).toBeLessThan(1024 * 1024);
});

test('a summary file that cannot be written is said, not thrown', () => {
  const output = played(sampleResult(), { env: { GITHUB_STEP_SUMMARY: '/proc/none/summary.md' } });
  expect(output).toContain('The step summary could not be written to GITHUB_STEP_SUMMARY (ENOENT)');
});
