import { expect, test } from 'vitest';
import { Identities } from './identities.ts';

test('an id that is given out twice tells what it stood for before', () => {
  const identities = new Identities();
  expect(identities.taken('message', 'acme', 7, 'hello')).toBeUndefined();
  expect(identities.taken('message', 'acme', 8, 'bye')).toBeUndefined();
  expect(identities.taken('message', 'acme', 7, 'bye')).toBe('hello');
  expect(identities.taken('message', 'acme', '7', 'as text')).toBe('hello');
});

test('an id may be met again and again, and by others in a count of their own', () => {
  const identities = new Identities();
  identities.taken('message', 'acme', 7, 'hello');
  expect(identities.taken('message', 'acme', 7, 'hello')).toBeUndefined();
  expect(identities.taken('message', 'globex', 7, 'bye')).toBeUndefined();
  expect(identities.taken('conversation', 'acme', 7, 'dana@example.com')).toBeUndefined();
});
