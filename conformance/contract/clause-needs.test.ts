import { describe, expect, test } from 'vitest';
import { type Clause, clauses } from './clauses.ts';

/** Ids as they are written in a line: `BKP-1 BKP-2`. */
const line = (those: readonly Clause[]) => those.map(({ id }) => id).join(' ');

const having = (kind: 'needs' | 'stimuli' | 'control', name: string) =>
  line(clauses.filter((clause) => (clause[kind] as readonly string[] | undefined)?.includes(name)));

describe('a clause is excluded or not testable for want of what it cannot be checked without, and of nothing else', () => {
  test.each([
    ['polling', 'CON-9 TRN-2 TRN-3 TRN-4 TRN-10 TRN-11'],
    ['secondNode', 'BKP-1 BKP-2 BKP-3 BKP-4 BKP-5 BKP-6'],
    ['secondBusiness', 'ROM-2 ROM-7 CLM-9 RCP-6 AST-4 ASG-3'],
    ['receipts', 'RCP-1 RCP-2 RCP-3 RCP-4 RCP-5 RCP-6'],
  ])('the capability %s', (name, ids) => {
    expect(having('needs', name)).toBe(ids);
  });

  test.each([
    ['agent_message', 'MSG-4'],
    ['mark_delivered', 'RCP-1 RCP-3 RCP-4 RCP-5 RCP-6'],
    ['mark_read', 'RCP-2 RCP-3 RCP-4 RCP-5 RCP-6'],
    ['set_agent_status', 'ROM-1 ROM-2 AST-1 AST-2 AST-3 AST-4'],
    ['assign_conversation', 'ASG-1 ASG-2 ASG-3 OBS-6'],
  ])('the stimulus %s', (name, ids) => {
    expect(having('stimuli', name)).toBe(ids);
  });

  test.each([
    ['stopNode', 'BKP-5'],
    ['startNode', 'BKP-5'],
    ['stopRedis', 'BKP-6'],
    ['startRedis', 'BKP-6'],
  ])('the control action %s', (name, ids) => {
    expect(having('control', name)).toBe(ids);
  });

  test('no other capability, stimulus or control action', () => {
    const counted = (kind: 'needs' | 'stimuli' | 'control') =>
      clauses.reduce((count, clause) => count + (clause[kind]?.length ?? 0), 0);
    expect([counted('needs'), counted('stimuli'), counted('control')]).toEqual([24, 21, 4]);
    for (const { needs, stimuli, control } of clauses)
      for (const list of [needs, stimuli, control]) expect(list).not.toEqual([]);
  });
});

test('those about the heartbeat take as long as one', () => {
  expect(line(clauses.filter(({ slow }) => slow))).toBe('TRN-7 TRN-8');
});

test('those that load the target are checked by themselves', () => {
  expect(line(clauses.filter(({ burdens }) => burdens))).toBe(
    'TRN-9 ROM-7 ROM-9 CLM-5 CLM-6 CLM-7 CLM-8 CLM-9 TYP-6 ROB-1 ROB-2 ROB-3 ROB-4 ROB-5 OBS-10',
  );
});
