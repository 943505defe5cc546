import { expect, test } from 'vitest';
import { reasonToIgnore, strykerPlugins } from './sentences.ts';

const literal = (value: string) => ({ node: { type: 'StringLiteral', value } });
const template = (...parts: string[]) => ({
  node: { type: 'TemplateLiteral', quasis: parts.map((raw) => ({ value: { raw } })) },
});

test.each([
  literal('It is gone.'),
  literal('; '),
  template('Within ', ' ms nothing arrived.'),
  template(' over ', ''),
  template('', ' more'),
])('what people read is left alone: %j', (path) => {
  expect(reasonToIgnore(path)).toBe('A text for people.');
});

test.each([
  literal('new_message'),
  literal('not-testable'),
  literal('ROM-4'),
  literal(''),
  template('42', ''),
  template('', '.', ''),
  { node: { type: 'NumericLiteral', value: 7 } },
])('what programs compare is not: %j', (path) => {
  expect(reasonToIgnore(path)).toBeUndefined();
});

test('Stryker finds it by its name', () => {
  expect(strykerPlugins.map(({ kind, name }) => [kind, name])).toEqual([['Ignore', 'sentences']]);
});
