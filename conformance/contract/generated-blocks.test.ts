import { describe, expect, test } from 'vitest';
import { clauses, sections } from './clauses.ts';
import { clauseTable, refreshBlock } from './generated-blocks.ts';

test('the clause table has one row per clause, under one heading per section', () => {
  const lines = clauseTable().split('\n');
  expect(lines.filter((line) => line.startsWith('### '))).toHaveLength(sections.length);
  const rows = lines.filter((line) => /^\| [A-Z]+-\d+ \|/.test(line));
  expect(rows.map((row) => row.split(' | ').slice(0, 2).join(' '))).toEqual(
    clauses.map(({ id, level }) => `| ${id} ${level}`),
  );
  for (const { id, text } of clauses)
    expect(
      rows.filter((row) => row.includes(text)),
      id,
    ).toHaveLength(1);
});

describe('a generated block', () => {
  const text = 'before\n<!-- generated: clauses -->\nold\n<!-- /generated -->\nafter\n';

  test('is replaced, and the text around it stays', () => {
    expect(refreshBlock(text, 'clauses', 'new')).toBe(
      'before\n<!-- generated: clauses -->\n\nnew\n\n<!-- /generated -->\nafter\n',
    );
  });

  test('is the same after a second time, also with $ and other blocks about', () => {
    const two = `<!-- generated: first -->\n<!-- /generated -->\n${text}`;
    const once = refreshBlock(two, 'clauses', 'costs $& $1');
    expect(once).toContain('costs $& $1');
    expect(once).toContain('<!-- generated: first -->\n<!-- /generated -->');
    expect(refreshBlock(once, 'clauses', 'costs $& $1')).toBe(once);
  });

  test.each([
    [
      'the opening marker',
      text.replace('<!-- generated: clauses -->', ''),
      'no line <!-- generated: clauses -->',
    ],
    ['the closing marker', text.replace('<!-- /generated -->', ''), 'is not closed'],
    [
      'the closing marker, with another block below',
      `${text.replace('<!-- /generated -->', '')}<!-- generated: other -->\n<!-- /generated -->`,
      'is not closed',
    ],
  ])('without %s is refused', (_, broken, message) => {
    expect(() => refreshBlock(broken, 'clauses', 'new')).toThrow(message);
  });
});
