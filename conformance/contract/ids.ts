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
export const anyId = z.union([numberId, z.string().trim().min(1)]);

/** The schema of a conversation, message or user id under one id form. */
export function idSchema(form: IdForm): z.ZodType<Id> {
  return { number: numberId, uuid: uuidId, any: anyId }[form];
}
