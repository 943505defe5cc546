import { expect, test } from 'vitest';
import { emitting, misaddressing } from '../../fixtures/faults/ways.ts';
import { rooms } from '../contract/index.ts';
import { Run } from '../harness/index.ts';
import { theatre, type Wrong } from '../harness/testing/theatre.ts';
import './observations.spec.ts';

const event = 'conversation_assigned';
const joined = 'The customer who opened the conversation and joined it; others who joined it';

test.each<[string, Wrong['override'], string]>([
  [
    'the whole business',
    misaddressing(event, ({ businessId }) => [rooms.business(businessId)]),
    `${joined}; connections of the business that joined nothing.`,
  ],
  [
    'those who joined',
    misaddressing(event, ({ payload }) => [rooms.conversation(payload.conversation_id)]),
    `${joined}.`,
  ],
  ['nobody', emitting(event, () => []), 'None of the connections that the suite made.'],
])('where %s is told of an assignment, OBS-6 says just that', async (_whom, override, answer) => {
  const { settings } = await theatre({ wrong: { override }, eventMs: 1_000 });
  expect(await new Run(settings).perform('OBS-6')).toMatchObject({ verdict: 'pass', answer });
});
