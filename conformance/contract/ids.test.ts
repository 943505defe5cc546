import { describe, expect, test } from 'vitest';
import { anyId, type IdForm, idForm, idSchema, nonBlank, sentIdSchema } from './ids.ts';

const uuid = '0b0f9d5e-3c1a-4f57-9a52-6b1f4f5b2c11';

const forms: { form: IdForm; good: unknown[]; bad: unknown[] }[] = [
  { form: 'number', good: [0, 1, 2 ** 53 - 1], bad: ['1', uuid, 1.5, Number.NaN] },
  { form: 'uuid', good: [uuid, uuid.toUpperCase()], bad: [1, '1', uuid.slice(1), `${uuid} `] },
  { form: 'any', good: [0, 41, '41', uuid, ' x '], bad: ['', '  ', 1.5] },
];

describe.each(forms)('ids of form $form', ({ form, good, bad }) => {
  test.each(good)('%j is one, and stays as it is', (value) => {
    expect(idSchema(form).safeParse(value)).toEqual({ success: true, data: value });
    expect(sentIdSchema(form).safeParse(value)).toEqual({ success: true, data: value });
  });

  test.each([...bad, null, undefined, true, [], {}, [1]])('%j is none', (value) => {
    expect(idSchema(form).safeParse(value).success).toBe(false);
    expect(sentIdSchema(form).safeParse(value).success).toBe(false);
  });

  test('a client sends no negative id', () => {
    expect(sentIdSchema(form).safeParse(-1).success).toBe(false);
  });
});

test('where no form applies, every form of id passes', () => {
  for (const value of [1, -1, uuid, 'agent-1']) expect(anyId.parse(value)).toBe(value);
});

test('what is blank is told from what is no text', () => {
  const complaint = (value: unknown) => nonBlank.safeParse(value).error?.issues[0]?.message;
  expect(complaint(' ')).toBe('expected text that is not blank');
  expect(complaint(7)).toMatch(/expected string/);
});

test('the forms are those of the configuration', () => {
  expect(idForm.options).toEqual(['number', 'uuid', 'any']);
});
