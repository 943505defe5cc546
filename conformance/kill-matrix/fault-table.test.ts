import { expect, test } from 'vitest';
import { faults } from '../../fixtures/faults/index.ts';
import { clauses } from '../contract/index.ts';
import { faultTable } from './fault-table.ts';

const rows = faultTable()
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.slice(2, -2).split(' | '));

test('every clause that can fail has a row with the faults that it has to notice', () => {
  const byClause = new Map(rows.map(([id = '', , names = '']) => [id, names]));
  for (const { id } of clauses.filter(({ level }) => level !== 'OBSERVE')) {
    const meant = faults.filter(({ noticedBy }) => noticedBy.includes(id)).map(({ name }) => `\`${name}\``);
    expect(byClause.get(id)).toBe(meant.join(', '));
  }
});

test('the last line of the sections counts every fault once', () => {
  const all = rows
    .find(([title]) => title === 'all')
    ?.slice(2)
    .map(Number);
  const of = (kind: string) => faults.filter((fault) => fault.kind === kind).length;
  expect(all).toEqual([faults.length, of('blunt'), of('subtle'), of('derived')]);
});
