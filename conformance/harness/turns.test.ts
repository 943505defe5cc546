import { expect, test } from 'vitest';
import { type Clause, clauseById, clauses } from '../contract/index.ts';
import { inTurns } from './turns.ts';

const ids = (list: readonly Clause[]) => list.map(({ id }) => id);

test('what burdens the target follows all that may be disturbed, and what takes it apart comes last', () => {
  const { together, oneByOne } = inTurns(clauses);
  expect(ids(oneByOne).join(' ')).toBe(
    'TRN-9 ROM-7 ROM-9 CLM-5 CLM-6 CLM-7 CLM-8 CLM-9 TYP-6 ROB-1 ROB-2 ROB-3 ROB-4 ROB-5 OBS-10 BKP-5 BKP-6',
  );
  expect(ids(together)).toEqual(ids(clauses).filter((id) => !ids(oneByOne).includes(id)));
});

test('each keeps the order that it came in', () => {
  const given = ['BKP-6', 'OBS-1', 'ROB-5', 'CON-1', 'ROB-3', 'BKP-5'].map(clauseById);
  const { together, oneByOne } = inTurns(given);
  expect([ids(together), ids(oneByOne)]).toEqual([
    ['OBS-1', 'CON-1'],
    ['ROB-5', 'ROB-3', 'BKP-6', 'BKP-5'],
  ]);
});
