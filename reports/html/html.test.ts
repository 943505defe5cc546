import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  breachedLoad,
  conformantResult,
  hostileLoad,
  hostileResult,
  hostileTexts,
  manifoldLoad,
  sampleLoad,
  sampleResult,
  untrustedLoad,
} from '../samples/index.ts';
import { conformanceHtml, indexHtml, loadHtml } from './index.ts';

const pages: [string, string][] = [
  ['sample', conformanceHtml(sampleResult())],
  ['conformant', conformanceHtml(conformantResult())],
  ['hostile', conformanceHtml(hostileResult())],
  ['empty', conformanceHtml(sampleResult({ clauses: [], observations: [], notes: [] }))],
  ['index', indexHtml({ conformance: sampleResult() })],
  ['hostile index', indexHtml({ conformance: hostileResult() })],
  ['empty index', indexHtml({})],
  ['both on the index', indexHtml({ conformance: sampleResult(), load: sampleLoad() })],
  ['hostile load on the index', indexHtml({ load: hostileLoad(), problems: hostileTexts })],
  ['load', loadHtml(sampleLoad())],
  ['breached load', loadHtml(breachedLoad())],
  ['untrusted load', loadHtml(untrustedLoad())],
  ['manifold load', loadHtml(manifoldLoad())],
  ['hostile load', loadHtml(hostileLoad())],
  [
    'load without anything',
    loadHtml(sampleLoad({ events: {}, intervals: [], segments: [], slo: [], notes: [] })),
  ],
];

test.each(pages)('%s page: the policy names just the style and the script that are there', (_name, page) => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
    .exec(page)?.[1]
    ?.replaceAll('&#39;', "'");
  const only = (tag: string) => {
    const found = [...page.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))];
    expect(found).toHaveLength(1);
    return createHash('sha256')
      .update(found[0]?.[1] ?? '')
      .digest('base64');
  };
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    `style-src 'sha256-${only('style')}'`,
    `script-src 'sha256-${only('script')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ]);
});

/** A place in the page, or a file that is written beside it. */
const neighbours =
  /^(#[\w-]+|(conformance|load|kill-matrix|compare)\.(html(#[\w-]+)?|json|junit\.xml)|conformance\.base\.json|badge-[\w-]+\.svg|index\.html|summary\.md|metrics\.txt|trend\.html)$/;

test.each(pages)('%s page: no handler, no inline style, no address outside of the folder', (_name, page) => {
  const tags = page.match(/<[a-z][^>]*>/g) ?? [];
  expect(
    tags.filter((tag) => /\s(on\w+|style|src|srcdoc|action)=/.test(tag.replace(/"[^"]*"/g, '""'))),
  ).toEqual([]);
  const links = tags.flatMap((tag) => /\shref="([^"]*)"/.exec(tag)?.[1] ?? []);
  expect(links.filter((link) => !neighbours.test(link))).toEqual([]);
});

test.each(pages)(
  '%s page: every id is there once, and every link within the page leads somewhere',
  (_name, page) => {
    const ids = [...page.matchAll(/<[a-z][^>]*?\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  },
);

test.each(pages)('%s page: no character that cannot be seen', (_name, page) => {
  // What a page runs is the suite's own.
  expect(page.replace(/<script>.*?<\/script>/gs, '')).not.toMatch(/[^\P{C}\n]/u);
});

test('clauses keep their ids as anchors, also when a file holds one twice', () => {
  const { clauses } = sampleResult();
  const [first] = clauses;
  const page = conformanceHtml(sampleResult({ clauses: [...clauses, ...(first ? [{ ...first }] : [])] }));
  for (const { id } of clauses) expect(page.split(`id="${id}"`), id).toHaveLength(2);
  expect(page).toContain(`id="clause-${clauses.length + 1}"`);
});

test('failures come before everything else, warnings next, and strict makes failures of them', () => {
  const chapters = (page: string) => [...page.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id);
  expect(chapters(conformanceHtml(sampleResult()))).toEqual([
    'failures',
    'warnings',
    'untested',
    'expected',
    'run',
    'clauses',
    'observations',
    'notes',
  ]);
  expect(chapters(conformanceHtml(sampleResult({ strict: true })))).not.toContain('warnings');
  expect(chapters(conformanceHtml(conformantResult()))).toEqual(['run', 'clauses', 'observations']);
});

test('what an untrusted run did not find is no proof: nothing on its page is green', () => {
  const green = /class="[^"]*\bis-pass\b/;
  expect(loadHtml(sampleLoad())).toMatch(green);
  const { ledger } = untrustedLoad();
  expect(ledger).toMatchObject({ duplicated: 0 });
  expect(loadHtml(untrustedLoad())).not.toMatch(green);
});

test('steps go on until something breaks, so what all of them lost is told as that, and no failure by itself', () => {
  const ledger = { ...sampleLoad().ledger, lost: 40 };
  const tiles = (load: string) => /<ul class="tiles">.*<\/ul>/s.exec(load)?.[0] ?? '';
  const steps = loadHtml(manifoldLoad({ ledger }));
  expect(steps).toContain('What went wrong, all steps together');
  expect(tiles(steps)).toMatch(/tile is-warning"><b>40</);
  expect(tiles(loadHtml(sampleLoad({ ledger })))).toMatch(/tile is-fail"><b>40</);
  const leaked = loadHtml(manifoldLoad({ ledger: { ...ledger, leaked: 3 } }));
  expect(tiles(leaked)).toMatch(/tile is-fail"><b>3</);
});

test('the same result gives the same page, byte for byte', () => {
  expect(conformanceHtml(sampleResult())).toBe(conformanceHtml(sampleResult()));
});

test('frames that are all near misses stand there once, with their reasons, and many of them are folded', () => {
  const [clause] = sampleResult().clauses.filter(({ id }) => id === 'TRN-3');
  if (!clause) throw new Error('The sample lacks its failure.');
  const evidence = clause.evidence.slice(0, 8);
  const nearMisses = evidence.map((frame) => ({ frame, reasons: ['id: expected a number'] }));
  const page = conformanceHtml(sampleResult({ clauses: [{ ...clause, evidence, nearMisses }] }));
  expect(page).toContain('<summary>3 more near misses</summary>');
  expect(page).not.toContain('class="timeline');
  expect(page.split('id: expected a number')).toHaveLength(9);
});
