import { expect, test } from 'vitest';
import { type Stimulus, stimulus, stimulusNames } from './stimulus.ts';

const where = { business_id: 'acme', conversation_id: 1 };
const complete: Stimulus[] = [
  { stimulus: 'agent_message', ...where, agent_id: 1, content: 'Hello' },
  { stimulus: 'mark_delivered', ...where, message_id: 7 },
  { stimulus: 'mark_read', ...where, message_id: 7 },
  { stimulus: 'set_agent_status', business_id: 'acme', agent_id: 1, status: 'live' },
  { stimulus: 'assign_conversation', ...where, agent_id: 1, assigned_by: 2 },
];

test('the names are those of the documented stimuli', () => {
  expect(stimulusNames).toEqual(complete.map((one) => one.stimulus));
});

test.each(complete)('$stimulus needs every documented field, and may have more', (one) => {
  const more = { ...one, more: true };
  expect(stimulus.safeParse(more)).toEqual({ success: true, data: more });
  for (const field of Object.keys(one))
    for (const changed of [undefined, null, true, {}])
      expect(stimulus.safeParse({ ...one, [field]: changed }).success, field).toBe(false);
});

test('what is no stimulus is none', () => {
  for (const body of [undefined, null, 'agent_message', [], {}, { stimulus: 'dance' }])
    expect(stimulus.safeParse(body).success).toBe(false);
});
