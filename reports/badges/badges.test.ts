import { expect, test } from 'vitest';
import { create } from 'xmlbuilder2';
import type { ClauseVerdict, ConformanceResult } from '../results/index.ts';
import {
  breachedLoad,
  conformantResult,
  hostileLoad,
  hostileResult,
  sampleLoad,
  sampleResult,
  untrustedLoad,
} from '../samples/index.ts';
import { conformanceBadge, latencyBadge } from './index.ts';

/** What a badge says, by its accessible name, and the colour of its right half. */
function read(badge: string): { says: string; color: string } {
  const document = create(badge).root();
  const says = (document.node as unknown as { getAttribute(name: string): string }).getAttribute(
    'aria-label',
  );
  const [, color = ''] = [...badge.matchAll(/fill="(#[0-9a-f]{6})"/g)].map(([, found]) => found);
  return { says, color };
}

const [green, dull, red, grey] = ['#17753a', '#4f6d12', '#b91f2b', '#525c6b'];

function withVerdict(id: string, verdict: ClauseVerdict): ConformanceResult {
  const clauses = conformantResult().clauses.map((clause) =>
    clause.id === id ? { ...clause, verdict } : clause,
  );
  return conformantResult({ clauses });
}

test('a conformant run counts its clauses', () => {
  const all = conformantResult().clauses.length;
  expect(read(conformanceBadge(conformantResult()))).toEqual({
    says: `PingBack conformance: ${all} of ${all}`,
    color: green,
  });
  expect(read(conformanceBadge(withVerdict('TRN-7', 'excluded')))).toEqual({
    says: `PingBack conformance: ${all - 1} of ${all}`,
    color: dull,
  });
});

test('a failure is red, with how many there are', () => {
  expect(read(conformanceBadge(sampleResult()))).toEqual({
    says: 'PingBack conformance: 3 failing',
    color: red,
  });
  const stale = { ...withVerdict('CLM-4', 'stale-expectation'), verdict: 'nonconformant' } as const;
  expect(read(conformanceBadge(stale))).toEqual({
    says: 'PingBack conformance: 1 stale expectation',
    color: red,
  });
});

test('nothing is green that says little', () => {
  for (const [verdict, says] of [
    ['incomplete', 'incomplete'],
    ['observed', 'not judged'],
  ] as const) {
    expect(read(conformanceBadge(conformantResult({ verdict })))).toEqual({
      says: `PingBack conformance: ${says}`,
      color: grey,
    });
  }
  const part = conformantResult({ clauses: conformantResult().clauses.slice(0, 3), selection: 'rooms' });
  expect(read(conformanceBadge(part))).toEqual({
    says: 'PingBack conformance: 3 of 3 selected',
    color: grey,
  });
});

test('p99 is coloured by the SLOs, and grey where it cannot be trusted', () => {
  expect(read(latencyBadge(sampleLoad()))).toEqual({ says: 'p99: 25 ms', color: green });
  expect(read(latencyBadge(breachedLoad()))).toEqual({ says: 'p99: 25 ms', color: red });
  expect(read(latencyBadge(untrustedLoad()))).toEqual({ says: 'p99: untrusted', color: grey });
  expect(read(latencyBadge(sampleLoad({ events: {} })))).toEqual({ says: 'p99: not measured', color: grey });
  const { typing } = sampleLoad().events;
  if (!typing) throw new Error('The sample lacks typing.');
  expect(read(latencyBadge(sampleLoad({ events: { typing } }))).says).toBe('typing p99: 16 ms');
});

test('hostile names stay text', () => {
  const { trust } = sampleLoad();
  for (const badge of [
    conformanceBadge(hostileResult()),
    latencyBadge({ ...hostileLoad(), trust, verdict: 'met' }),
  ]) {
    expect(() => create(badge)).not.toThrow();
    expect(badge).not.toMatch(/<(script|img|foreignObject|a)\b|\son\w+=|[^\P{C}\n]/u);
  }
  expect(latencyBadge({ ...hostileLoad(), trust })).toContain('&lt;script&gt;');
});
