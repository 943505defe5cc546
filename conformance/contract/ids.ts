import { z } from 'zod';

/**
 * Which form ids take. PingBack's real-time page says `number`; its REST pages show UUID strings,
 * so an implementation may follow either and says which.
 */
export const idForm = z.enum(['number', 'uuid', 'any']);
export type IdForm = z.infer<typeof idForm>;

/** An id as it travels: a whole number, or a non-empty string. */
export type Id = number | string;

const numberId = z.number().int();
const uuidId = z.guid();
/** Text that says something. It is taken as it stands: ` acme` and `acme` are two. */
export const nonBlank = z.string().regex(/\S/, { error: 'expected text that is not blank' });
export const anyId = z.union([numberId, nonBlank]);

/** The schema of a conversation, message or user id under one id form. */
export function idSchema(form: IdForm): z.ZodType<Id> {
  return { number: numberId, uuid: uuidId, any: anyId }[form];
}

/** An id that a client sends. As `idSchema`, but never negative: ROM-9 names a negative id invalid. */
export function sentIdSchema(form: IdForm): z.ZodType<Id> {
  const whole = numberId.nonnegative();
  return { number: whole, uuid: uuidId, any: z.union([whole, nonBlank]) }[form];
}
