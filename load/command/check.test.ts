import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pingback } from '../../conformance/command/testing/suite.ts';
import { readResult } from '../../reports/results/index.ts';
import { shortRun, whyNoLoad } from './check.ts';
import type { LoadFlags } from './options.ts';
import { prepare } from './prepare.ts';
import { loadFiles } from './testing/suite.ts';

/** All clauses and some seconds of load, beside everything else that a busy machine does. */
const wholeJobMs = 240_000;
const briefly = { entry: join(import.meta.dirname, 'testing', 'brief-check.ts') };

test('check runs the clauses, then a short load, and shows both', { timeout: wholeJobMs }, async () => {
  const ended = await pingback(['--target', 'embedded', '--out', 'out', '--quiet'], briefly);
  const out = join(ended.folder, 'out');
  const pages = ['badge-conformance.svg', 'conformance.html', 'conformance.json', 'conformance.junit.xml'];
  const files = [...pages, ...loadFiles];
  expect((await readdir(out)).toSorted(), ended.output).toEqual(files.toSorted());
  const conformance = await readResult(join(out, 'conformance.json'));
  const load = await readResult(join(out, 'load.json'));
  expect(conformance).toMatchObject({ kind: 'conformance', verdict: 'conformant' });
  expect(load).toMatchObject({
    ...{ kind: 'load', scenario: 'steady', partial: false },
    sockets: { widgets: 16, agents: 4, peak: 20 },
    ledger: { lost: 0, duplicated: 0, leaked: 0 },
  });
  // The exit code is the worse of both: a machine that is busy with other tests may spoil the measurement.
  expect(ended.code, ended.output).toBe({ met: 0, breached: 1, untrusted: 4 }[load.verdict as 'met']);
  const page = await readFile(join(out, 'index.html'), 'utf8');
  expect(page).toContain('href="conformance.html"');
  expect(page).toContain('href="load.html"');
});

const flags: LoadFlags = {
  ...{ url: [], businessId: [], fault: [], out: 'out', json: false, quiet: false },
  ...{ slo: [], serverPid: [], serverMetrics: [], allowProduction: false, list: false, driver: 'artillery' },
};

test('the load of a check is half a minute of a working day', async () => {
  const { scenario } = await prepare('steady', { ...flags, ...shortRun, target: 'embedded' });
  expect(scenario.knobs).toMatchObject({ widgets: 200, agents: 20, rate: 50, duration: 30_000 });
});

test('load is left out where it may not be sent, and the reason is said', async () => {
  const elsewhere = { ...flags, url: ['http://staging.example.com'], businessId: ['acme'] };
  expect(await whyNoLoad(await prepare('steady', elsewhere))).toMatch(
    /allowLoadOn: \[staging\.example\.com\]/,
  );
  expect(await whyNoLoad(await prepare('steady', { ...flags, target: 'embedded' }))).toBeUndefined();
});
