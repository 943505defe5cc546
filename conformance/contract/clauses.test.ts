import { describe, expect, test } from 'vitest';
import { clauseById, clauses, sections } from './clauses.ts';
import { serverEventNames, shapeClauseOf } from './events.ts';
import { stimulusNames } from './stimulus.ts';

/** How many clauses each family had when it was last extended. Reports and lists of users name these ids for ever. */
const published = {
  CON: 9,
  TRN: 11,
  ROM: 9,
  MSG: 11,
  CLM: 9,
  TYP: 6,
  RCP: 6,
  AST: 4,
  ASG: 3,
  ROB: 5,
  BKP: 6,
  OBS: 10,
};
/** The clauses that the page itself states; every other is recommended, or a question. */
const must = [
  'CON-1 CON-2 CON-3 CON-7 CON-8 CON-9',
  'TRN-1 TRN-2 TRN-3 TRN-4 TRN-5 TRN-7 TRN-10',
  'ROM-1 ROM-2 ROM-3 ROM-4 ROM-5',
  'MSG-1 MSG-2 MSG-3 MSG-4 MSG-5 MSG-6 MSG-8 MSG-9',
  'CLM-1 CLM-2 CLM-3',
  'TYP-1 TYP-2 TYP-3 TYP-4',
  'RCP-1 RCP-2 RCP-3 RCP-6',
  'AST-1 AST-2 AST-4 ASG-1 ASG-2 ASG-3',
  'BKP-1 BKP-2 BKP-3',
].flatMap((line) => line.split(' '));

describe('the clause table', () => {
  const ids = clauses.map(({ id }) => id);

  test('holds every published id once, numbered without a gap', () => {
    const expected = Object.entries(published).flatMap(([family, count]) =>
      Array.from({ length: count }, (_, index) => `${family}-${index + 1}`),
    );
    expect(ids.toSorted()).toEqual(expected.toSorted());
  });

  test('is in order within each family', () => {
    const numbers = new Map<string, number>();
    for (const id of ids) {
      const [family = '', number] = id.split('-');
      expect(Number(number), id).toBe((numbers.get(family) ?? 0) + 1);
      numbers.set(family, Number(number));
    }
  });

  test('calls MUST what the page states, OBSERVE what it leaves open, and SHOULD the rest', () => {
    expect(clauses.filter(({ level }) => level === 'MUST').map(({ id }) => id)).toEqual(must);
    for (const { id, level } of clauses.filter((one) => one.level !== 'MUST'))
      expect(level, id).toBe(id.startsWith('OBS-') ? 'OBSERVE' : 'SHOULD');
  });

  test('has a family in one section only, and no empty section', () => {
    const sectionOf = new Map<string, string>();
    for (const { id, section } of clauses) {
      const family = id.split('-')[0] ?? '';
      expect(sectionOf.get(family) ?? section, id).toBe(section);
      sectionOf.set(family, section);
    }
    expect(new Set(sectionOf.values())).toEqual(new Set(sections));
  });

  test('says every promise in a sentence, asks every question, and names the source', () => {
    for (const { id, level, text, source } of clauses) {
      expect(text, id).toMatch(level === 'OBSERVE' ? /^[A-Z].*\?$/ : /^[A-Z`].*\.$/);
      expect(source, id).not.toBe('');
    }
    expect(new Set(clauses.map(({ text }) => text)).size).toBe(clauses.length);
  });

  test('asks the page for no more than it says: a MUST never rests on the suite alone', () => {
    for (const { id, level, source } of clauses)
      if (level === 'MUST') expect(source, id).not.toMatch(/^suite/);
  });

  test('names only stimuli that exist', () => {
    for (const { id, stimuli = [] } of clauses)
      for (const stimulus of stimuli) expect(stimulusNames, id).toContain(stimulus);
  });

  test('binds the shape of every server event to one clause', () => {
    const bound = clauses.flatMap(({ id, shapeOf }) => (shapeOf ? [[shapeOf, id]] : []));
    expect(bound).toHaveLength(serverEventNames.length);
    expect(Object.fromEntries(bound)).toEqual(shapeClauseOf);
  });
});

test('a clause is found by its id, and an unknown id is named', () => {
  expect(clauseById('ROM-4')).toMatchObject({ id: 'ROM-4', level: 'MUST', section: 'rooms' });
  expect(() => clauseById('ROM-99')).toThrow(new RangeError('There is no clause ROM-99.'));
});
