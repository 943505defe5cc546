import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRedactor } from '../../redact/index.ts';
import type { LoadResult } from '../../results/index.ts';
import { breachedLoad, hostileLoad, manifoldLoad, sampleLoad, untrustedLoad } from '../../samples/index.ts';
import type { ReporterOptions } from '../output.ts';
import { collector, screen } from '../screen.testing.ts';
import { createLoadReporter, type LoadProgress, type LoadView } from './index.ts';

const view: LoadView = {
  phase: 'measuring',
  share: 0.5,
  leftMs: 15_000,
  sockets: 1_000,
  seated: 998,
  seats: 1_000,
  intendedPerSecond: 500,
  achievedPerSecond: 498.7,
  deliveriesPerSecond: 1_234,
  p50Ms: 6.2,
  p99Ms: 24.8,
  inFlight: 12,
  lost: 3,
  generator: { eventLoopDelayMaxMs: 9.1, cpuShare: 0.42 },
  server: { cpuShare: 0.9, residentBytes: 310_000_000 },
};

/** Plays these to a reporter; returns its output at each of them. */
function played(all: LoadProgress[], options: Partial<ReporterOptions> = {}): string[] {
  const stdout = collector(100);
  const report = createLoadReporter({
    stdout,
    isTTY: false,
    env: {},
    quiet: false,
    redactor: createRedactor([]),
    ...options,
  });
  return all.map((progress) => {
    report(progress);
    return stdout.text();
  });
}

const summary = (result: LoadResult, options?: Partial<ReporterOptions>) =>
  played([{ kind: 'finished', result }], options)[0] ?? '';

const begun: LoadProgress[] = [
  { kind: 'target', choice: 'two nodes' },
  { kind: 'started', scenario: 'steady', question: 'Fast?', sockets: 1_000, perSecond: 500, forMs: 30_000 },
];

test('in a log there is a line for each phase, and then one every few seconds', () => {
  const all: LoadProgress[] = [
    ...begun,
    { kind: 'view', view: { ...view, phase: 'arriving', leftMs: 35_000 } },
    { kind: 'view', view },
    { kind: 'view', view: { ...view, p99Ms: 99 } },
    { kind: 'note', text: 'a worker was lost' },
  ];
  expect(played(all).at(-1)?.split('\n')).toEqual([
    'Target  two nodes',
    'steady  Fast?',
    '        1,000 sockets, 500/s messages, 30 s',
    '',
    'arriving   35 s left  1,000 sockets, 998 of 1,000 served  generator 42 % of a core, delay up to 9.1 ms  server 90 % of a core, 310 MB',
    'measuring  15 s left  1,000 sockets, 998 of 1,000 served  499/s of 500/s  p50 6.2 ms  p99 25 ms  lost 3  generator 42 % of a core, delay up to 9.1 ms  server 90 % of a core, 310 MB',
    'note  a worker was lost',
    '',
  ]);
});

test('in a terminal one block is kept up to date, and gone at the end', () => {
  const all: LoadProgress[] = [
    ...begun,
    { kind: 'view', view },
    { kind: 'note', text: 'a worker was lost' },
    { kind: 'view', view: { ...view, leftMs: 14_000, lost: 4, server: undefined } },
    { kind: 'finished', result: sampleLoad() },
    { kind: 'written', files: ['reports/out/load.json'] },
  ];
  const shown = played(all, { isTTY: true }).map((output) => screen(output).join('\n'));
  expect(shown[2]).toContain(
    '━━━━━━━━━━━━────────────  measuring  15 s left  1,000 sockets, 998 of 1,000 served',
  );
  expect(shown[2]).toMatch(/^ {2}latency {4}p50 6\.2 ms {2}p99 25 ms$/m);
  expect(shown[2]).toMatch(/^ {2}generator {2}42 % of a core, delay up to 9\.1 ms$/m);
  expect(shown[4]).toContain('note  a worker was lost');
  expect(shown[4]?.split('━─')).toHaveLength(2);
  expect(shown[4]).toContain('14 s left');
  expect(shown[4]).not.toContain('server');
  expect(shown[5]).not.toMatch(/━─|left/);
  expect(shown[5]).toContain('note  a worker was lost');
  expect(shown[6]?.trimEnd().split('\n').at(-1)).toBe('  reports/out/load.json');
});

test('CI, quiet and dumb terminals get no block', () => {
  for (const options of [{ env: { CI: 'true' } }, { quiet: true }, { env: { TERM: 'dumb' } }]) {
    const output = played([...begun, { kind: 'view', view }], { isTTY: true, ...options }).at(-1) ?? '';
    expect(output).not.toContain('━');
    if ('quiet' in options) expect(output).toBe('');
  }
});

test('the summary begins with the verdict and why', () => {
  const first = (result: LoadResult) => summary(result).trim().split('\n')[0];
  expect(first(sampleLoad())).toMatch(/^Met {2}All 5 SLOs held with 1,000 sockets at 500/);
  expect(first(breachedLoad())).toMatch(
    /^Breached {2}4 of 5 SLOs were not held: new_message\.p99<200ms \(340 ms\)/,
  );
  expect(first(untrustedLoad())).toMatch(/^Not trusted {2}The event loop of the generator stood still/);
  expect(first(manifoldLoad())).toMatch(/^Met, interrupted {2}/);
});

test('then come latencies per event with the last recipient, ledger, generator, server and SLOs', () => {
  const text = summary(breachedLoad());
  expect(text).toMatch(/^ {2}latency +p50 +p90 +p99 +p99\.9 +max$/m);
  expect(text).toMatch(/^ {2}new_message +6\.2 ms +12 ms +25 ms +56 ms +105 ms$/m);
  expect(text).toMatch(/^ {4}last recipient +7\.4 ms/m);
  expect(text).toMatch(/^ {2}connecting +9\.0 ms/m);
  expect(text).toMatch(
    /^ {2}ledger +15,000 sent, 22,500 expected: 22,477 delivered, 23 lost, 0 duplicated, 0 leaked, 0 altered, 4 out of order, 2 late$/m,
  );
  expect(text).toMatch(
    /^ {2}generator +15,000 of 15,000 events sent, 42 % of a core, event loop p99 6\.4 ms max 18 ms/m,
  );
  expect(text).toMatch(/^ {2}server +\d+ % of a core on average, up to 31\d MB$/m);
  expect(text).toMatch(/^ {2}breached +ledger\.lost=0 +23$/m);
  expect(text).toMatch(/^ {2}met +ledger\.leaked=0 +0$/m);
});

test('where nothing can be trusted no SLO is judged, and every reason stands there', () => {
  const reasons = ['First.', 'Second.'].map((reason) => ({ reason, advice: 'Do less.' }));
  const text = summary(untrustedLoad({ trust: { trusted: false, reasons } }));
  expect(text).toMatch(/^ {2}also {2}Second\. Do less\.$/m);
  expect(text.match(/^ {2}not judged {2}/gm)).toHaveLength(5);
  expect(text).not.toMatch(/^ {2}(met|breached) /m);
});

test('steps, storms and the answer of capacity are shown where there are some', () => {
  const text = summary(manifoldLoad());
  expect(text).toContain('sustained 75/s, knee at 113/s; ended at 113/s: new_message.p99<200ms (was 340 ms)');
  expect(text).toContain('all served again after 4.2 s, 3.9 s; 812 deliveries went by meanwhile');
  expect(text).toMatch(/^ {2}nodes 1 > 2 +9\.0 ms +18 ms/m);
  expect(text).toMatch(/^ {2}113\/s +113\/s +p99 +25 ms +lost 0 +breached$/m);
});

test('who was cut off outside of a storm is counted: no storm means that nothing was to be over', () => {
  const load = manifoldLoad();
  if (!load.reconnect) throw new TypeError('There is a storm in it.');
  const unplanned = { ...load.reconnect, storms: 0, participants: 3, allServedMs: [], neverServed: 0 };
  const text = summary({ ...load, reconnect: unplanned });
  expect(text).toContain(
    '  3 cut off by no plan of the run; 812 deliveries went by meanwhile, 0 participants never came back',
  );
  expect(text).not.toContain('all served again');
});

test('on GitHub a breach is an annotation for each SLO, and distrust one for each reason', () => {
  const orders = (result: LoadResult) =>
    summary(result, { env: { GITHUB_ACTIONS: 'true' } })
      .split('\n')
      .filter((line) => line.startsWith('::'));
  expect(orders(sampleLoad())).toEqual([]);
  expect(orders(breachedLoad())).toHaveLength(4);
  expect(orders(breachedLoad())[0]).toBe(
    '::error title=load steady%3A SLO breached::new_message.p99<200ms: 340 ms',
  );
  expect(orders(untrustedLoad())).toEqual([
    expect.stringMatching(
      /^::error title=load steady cannot be trusted::The event loop .* another machine\.$/,
    ),
  ]);
  const hostile = orders(hostileLoad());
  expect(hostile).toHaveLength(hostileLoad().trust.reasons.length);
  for (const line of hostile) expect(line).toMatch(/^::error title=[^:,]*::/);
});

test('the step summary on GitHub has the verdict, latencies, ledger and SLOs, and no markup of others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pingback-summary-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (result: LoadResult) => {
    const path = join(folder, 'summary.md');
    rmSync(path, { force: true });
    summary(result, { env: { GITHUB_STEP_SUMMARY: path } });
    return readFileSync(path, 'utf8');
  };
  const text = write(breachedLoad());
  expect(text).toMatch(/^## PingBack load steady: Breached$/m);
  expect(text).toContain('| new\\_message | 6.2 ms | 12 ms | 25 ms | 56 ms | 105 ms |');
  expect(text).toContain('| ledger\\.lost\\=0 | 23 | breached |');
  expect(write(hostileLoad())).not.toMatch(/(?<!\\)[<`[]|^#[^#]/m);
  const unwritable = summary(sampleLoad(), { env: { GITHUB_STEP_SUMMARY: folder } });
  expect(unwritable).toContain('The step summary could not be written');
});

test('a step that cannot be trusted is not called a breach', () => {
  const { segments, ...others } = manifoldLoad();
  const last = segments.map((one, index) => ({ ...one, trusted: index < segments.length - 1 }));
  const lines = summary({ ...others, segments: last }).split('\n');
  const said = (label: string) => lines.find((line) => line.trimStart().startsWith(label)) ?? '';
  expect(said(segments.at(-1)?.label ?? '')).toMatch(/not trusted$/);
  expect(said(segments[0]?.label ?? '')).toMatch(/ {2}met$/);
  expect(lines.join()).not.toMatch(/\d {2}breached/);
});

test('secrets are not shown, and hostile text gives no orders', () => {
  const redactor = createRedactor(['hunter2-secret']);
  const told: LoadProgress[] = [
    { kind: 'target', choice: 'at http://u:hunter2-secret@h' },
    { kind: 'note', text: 'it said hunter2-secret' },
    { kind: 'finished', result: sampleLoad({ notes: ['said hunter2-secret'] }) },
  ];
  expect(played(told, { redactor }).at(-1)).not.toContain('hunter2');
  const text = summary(hostileLoad());
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  expect(text).not.toMatch(/^\s*::|##\w*\[/m);
});
