import { describe, expect, test } from 'vitest';
import { UsageError } from '../../fixtures/targets/index.ts';
import { clauses, sections } from '../contract/index.ts';
import { inWords, listing, selectedClauses } from './selection.ts';

type Asked = Parameters<typeof selectedClauses>[0];
const asked = (flags: Partial<Asked>): Asked => ({ clause: [], section: [], ...flags });
const ids = (flags: Partial<Asked>) => selectedClauses(asked(flags)).map(({ id }) => id);

describe('the clauses that flags ask for', () => {
  test('are all of them without flags', () => {
    expect(selectedClauses(asked({}))).toEqual(clauses);
  });

  test('are named in any case, several at once, and by section and level', () => {
    expect(ids({ clause: ['rom-4', 'Con-1'] })).toEqual(['CON-1', 'ROM-4']);
    expect(ids({ section: ['typing'], level: 'should' })).toEqual(['TYP-5', 'TYP-6']);
    expect(ids({ clause: ['OBS-3'] })).toEqual(['OBS-3']);
  });

  test.each<[Partial<Asked>, string]>([
    [{ clause: ['ROM-44'] }, 'There is no clause ROM-44. Did you mean ROM-4?'],
    [{ clause: ['quite different'] }, 'There is no clause QUITE DIFFERENT. --list shows what there is.'],
    [{ clause: ['ROM-4', 'TYPO-1'] }, 'There is no clause TYPO-1. Did you mean TYP-1?'],
    [{ section: ['typng'] }, 'There is no section typng. Did you mean typing?'],
    [{ section: ['toString'] }, 'There is no section toString. --list shows what there is.'],
  ])('that do not exist, as in %j, are refused with a guess', (flags, message) => {
    expect(() => ids(flags)).toThrow(new UsageError(message));
  });

  test('that contradict each other leave nothing, which is refused', () => {
    expect(() => ids({ clause: ['typ-5'], section: ['typing'], level: 'must' })).toThrow(
      new UsageError(
        'No clause is among TYP-5 and in typing and at level MUST. --list shows what there is; leave a condition out.',
      ),
    );
  });
});

test('the selection in words names every condition, and is nothing without one', () => {
  expect(inWords(asked({}))).toBeUndefined();
  expect(inWords(asked({ clause: ['rom-4', 'CON-1'] }))).toBe('among ROM-4, CON-1');
  expect(inWords(asked({ section: ['rooms', 'typing'], level: 'should' }))).toBe(
    'in rooms, typing and at level SHOULD',
  );
});

test('the listing has a line per clause under its section, and no section without clauses', () => {
  const lines = listing(clauses).split('\n');
  for (const { id, level, text } of clauses) {
    expect(lines.filter((line) => line.startsWith(`  ${id} `))).toEqual([
      expect.stringMatching(new RegExp(`^ {2}${id} +${level} +${RegExp.escape(text)}$`)),
    ]);
  }
  expect(lines.filter((line) => /^\S/.test(line))).toEqual([...sections]);
  expect(listing(selectedClauses(asked({ clause: ['TYP-5'] })))).toMatch(/^typing\n {2}TYP-5 .*$/);
});
