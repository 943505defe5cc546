import { clauses } from '../../conformance/contract/index.ts';
import type { FaultResult, KillMatrixResult } from '../results/index.ts';

/** A kill matrix with an outcome of every kind: faults of all sections, each meant for one clause and noticed by it, but for four. */
export function sampleMatrix(changes: Partial<KillMatrixResult> = {}): KillMatrixResult {
  const judged = clauses.flatMap(({ id, level, section, text }) =>
    level === 'OBSERVE' ? [] : [{ id, level, section, title: text }],
  );
  const faults = judged.map(({ id }, index) => killed(`breaks-${id.toLowerCase()}`, id, index));
  const finding = (id: string, verdict: 'pass' | 'fail') => ({ id, verdict, durationMs: 12 }) as const;
  return {
    schemaVersion: 1,
    kind: 'kill-matrix',
    suite: { name: 'pingback-suite', version: '0.1.0', node: 'v24.21.0', platform: 'linux x64' },
    verdict: 'leaky',
    summary: 'Four of the faults are not killed by the clauses that are meant for them.',
    startedAt: '2026-03-14T09:26:53.589Z',
    durationMs: 312_000,
    eventMs: 2_000,
    scope: 'meant',
    clauses: judged,
    faults: [
      ...faults,
      {
        ...killed('typing-twice', 'TYP-5', 1),
        verdict: 'survived',
        missed: ['TYP-5'],
        findings: [{ ...finding('TYP-5', 'pass'), message: 'One typing came.' }],
      },
      {
        ...killed('typing-to-business', 'ROM-4', 2),
        verdict: 'killed-by-others',
        meant: ['ROM-4', 'TYP-4'],
        missed: ['TYP-4'],
        findings: [finding('ROM-4', 'fail'), finding('TYP-4', 'pass')],
      },
      {
        ...killed('id-repeated', 'MSG-8', 3),
        verdict: 'misnamed',
        findings: [finding('MSG-9', 'fail'), finding('MSG-8', 'fail')],
      },
      {
        ...killed('redis-loss-parts-nodes', 'BKP-6', 4),
        verdict: 'not-run',
        missed: ['BKP-6'],
        findings: [],
        reason: 'There is no redis-server on this machine.',
      },
    ],
    controls: [
      { backplane: 'memory', verdict: 'passed', wrong: [], checked: 77, durationMs: 4_900 },
      {
        backplane: 'redis',
        verdict: 'not-run',
        wrong: [],
        checked: 0,
        durationMs: 0,
        reason: 'There is no redis-server on this machine.',
      },
    ],
    ...changes,
  };
}

function killed(name: string, clause: string, index: number): FaultResult {
  const kinds = ['blunt', 'subtle', 'derived'] as const;
  return {
    name,
    kind: kinds[index % kinds.length] ?? 'blunt',
    wrong: `What \`${clause}\` promises is not kept.`,
    verdict: 'killed',
    meant: [clause],
    missed: [],
    findings: [{ id: clause, verdict: 'fail', durationMs: 12.5, expected: 'one', actual: 'two' }],
    durationMs: 15.5,
  };
}
