import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FaultResult, KillMatrixResult } from '../../results/index.ts';
import { hostileTexts } from '../../samples/index.ts';
import { killMatrixHtml } from './index.ts';

const hostile = Object.values(hostileTexts).join(' ');

function fault(name: string, verdict: FaultResult['verdict'], more: Partial<FaultResult> = {}): FaultResult {
  const finding = { id: 'ROM-4', verdict: verdict === 'killed' ? 'fail' : 'pass', durationMs: 12 } as const;
  return {
    name,
    kind: 'subtle',
    wrong: `What ${name} does wrong.`,
    verdict,
    meant: ['ROM-4'],
    missed: verdict === 'killed' ? [] : ['ROM-4'],
    findings: verdict === 'not-run' ? [] : [finding],
    durationMs: 12,
    ...more,
  };
}

function matrix(more: Partial<KillMatrixResult> = {}): KillMatrixResult {
  return {
    schemaVersion: 1,
    kind: 'kill-matrix',
    suite: { name: 'pingback-suite', version: '1.2.3', node: 'v24.0.0', platform: 'linux x64' },
    verdict: 'tight',
    summary: 'All is well.',
    startedAt: '2026-01-31T09:30:00.000Z',
    durationMs: 61_000,
    eventMs: 2_000,
    scope: 'meant',
    clauses: [
      { id: 'ROM-4', level: 'MUST', section: 'rooms', title: 'Typing stays.' },
      { id: 'TYP-5', level: 'SHOULD', section: 'typing', title: 'Typing arrives once.' },
    ],
    faults: [fault('one', 'killed')],
    controls: [{ backplane: 'memory', verdict: 'passed', wrong: [], checked: 79, durationMs: 5_000 }],
    ...more,
  };
}

const accusation = { id: 'MSG-1', verdict: 'fail', durationMs: 1, message: hostile } as const;
const pages: [string, string][] = [
  ['tight', killMatrixHtml(matrix())],
  [
    'leaky',
    killMatrixHtml(matrix({ verdict: 'leaky', faults: [fault('one', 'killed'), fault('two', 'survived')] })),
  ],
  [
    'hostile',
    killMatrixHtml(
      matrix({
        verdict: 'untrusted',
        summary: hostile,
        selection: hostile,
        clauses: [{ id: 'ROM-4', level: 'MUST', section: 'rooms', title: hostile }],
        faults: [fault(hostile, 'survived', { wrong: hostile, reason: hostile })],
        controls: [
          { backplane: 'redis', verdict: 'accused', wrong: [accusation], checked: 79, durationMs: 5_000 },
        ],
      }),
    ),
  ],
  ['empty', killMatrixHtml(matrix({ faults: [], controls: [] }))],
];

test.each(pages)('%s page: only its own style and script may run, and nothing leaves it', (_name, page) => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
  for (const tag of ['style', 'script']) {
    const found = [...page.matchAll(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, 'gs'))];
    expect(found).toHaveLength(1);
    const hash = createHash('sha256')
      .update(found[0]?.[1] ?? '')
      .digest('base64');
    expect(policy).toContain(`${tag}-src &#39;sha256-${hash}&#39;`);
  }
  expect(policy).toContain('default-src &#39;none&#39;');
  const tags = page.match(/<[a-z][^>]*>/g) ?? [];
  expect(tags.filter((tag) => /\s(on\w+|style|src|action)=/.test(tag.replace(/"[^"]*"/g, '""')))).toEqual([]);
  const links = tags.flatMap((tag) => /\shref="([^"]*)"/.exec(tag)?.[1] ?? []);
  expect(links.filter((link) => !/^(#[\w-]+|kill-matrix\.json|index\.html)$/.test(link))).toEqual([]);
  expect(page).not.toMatch(/[^\P{C}\n]/u);
});

test.each(pages)(
  '%s page: every link within the page leads somewhere, and no id is there twice',
  (_name, page) => {
    const ids = [...page.matchAll(/<[a-z][^>]*?\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  },
);

test('what was not killed comes first, in a chapter of its own and in its section', () => {
  const faults = [
    fault('fine', 'killed'),
    fault('absent', 'not-run', { reason: 'No Redis here.' }),
    fault('partly', 'killed-by-others'),
    fault('alive', 'survived'),
  ];
  const page = killMatrixHtml(matrix({ verdict: 'leaky', faults }));
  const chapters = [...page.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id);
  expect(chapters).toEqual(['left', 'controls', 'rooms']);
  const cards = /<section id="left".*?<\/section>/s.exec(page)?.[0] ?? '';
  expect(cards).toContain('No Redis here.');
  expect(cards).not.toContain('fine');
  const rows = [...page.matchAll(/<tr [^>]*><th scope="row"><span class="id">(\w+)</g)].map(
    ([, name]) => name,
  );
  expect(rows).toEqual(['alive', 'partly', 'absent', 'fine']);
});

test('a clause that noticed what it was not meant to is told from one that was', () => {
  const findings = [
    { id: 'ROM-4', verdict: 'fail', durationMs: 1 },
    { id: 'TYP-5', verdict: 'fail', durationMs: 1 },
  ] as const;
  const both = fault('both', 'killed', { meant: ['TYP-5'], findings: [...findings] });
  const clauses = matrix().clauses.map((clause) => ({ ...clause, section: 'typing' }));
  const page = killMatrixHtml(matrix({ faults: [both], clauses }));
  const cells = [...page.matchAll(/<td class="crossing[^"]*" title="([^"]*)">/g)].map(([, word]) => word);
  expect(cells).toEqual(['noticed, too', 'noticed']);
});
