import { z } from 'zod';
import { anyId, type Id } from './ids.ts';

/**
 * A stimulus makes the target emit something that no client event triggers.
 * The hook takes one of these as the JSON body of a `POST`.
 * Answers: any 2xx, done or under way; 501, not supported; anything else is quoted in the verdict.
 * Source: this suite's own hook protocol.
 */
export const stimulusSchemas = {
  agent_message: z.looseObject({
    stimulus: z.literal('agent_message'),
    business_id: z.string(),
    conversation_id: anyId,
    agent_id: anyId,
    content: z.string(),
  }),
  mark_delivered: z.looseObject({
    stimulus: z.literal('mark_delivered'),
    business_id: z.string(),
    conversation_id: anyId,
    message_id: anyId,
  }),
  mark_read: z.looseObject({
    stimulus: z.literal('mark_read'),
    business_id: z.string(),
    conversation_id: anyId,
    message_id: anyId,
  }),
  set_agent_status: z.looseObject({
    stimulus: z.literal('set_agent_status'),
    business_id: z.string(),
    agent_id: anyId,
    status: z.string(),
  }),
  assign_conversation: z.looseObject({
    stimulus: z.literal('assign_conversation'),
    business_id: z.string(),
    conversation_id: anyId,
    agent_id: anyId,
    assigned_by: anyId,
  }),
} as const;

export const stimulus = z.discriminatedUnion('stimulus', [
  stimulusSchemas.agent_message,
  stimulusSchemas.mark_delivered,
  stimulusSchemas.mark_read,
  stimulusSchemas.set_agent_status,
  stimulusSchemas.assign_conversation,
]);

export type StimulusName = keyof typeof stimulusSchemas;
export const stimulusNames = Object.keys(stimulusSchemas) as StimulusName[];

/** The documented fields of each stimulus, without its name. */
export interface StimulusFields {
  agent_message: { business_id: string; conversation_id: Id; agent_id: Id; content: string };
  mark_delivered: { business_id: string; conversation_id: Id; message_id: Id };
  mark_read: { business_id: string; conversation_id: Id; message_id: Id };
  set_agent_status: { business_id: string; agent_id: Id; status: string };
  assign_conversation: { business_id: string; conversation_id: Id; agent_id: Id; assigned_by: Id };
}
export type Stimulus = {
  [Name in StimulusName]: { stimulus: Name } & StimulusFields[Name];
}[StimulusName];
