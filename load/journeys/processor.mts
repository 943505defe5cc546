/*
 * The steps of the scenarios as an Artillery processor. Node runs it as it is: Artillery would bundle a file that ends
 * in `.ts`.
 */
import { openWorkerEnd } from '../control/index.ts';
import { stepsFor } from './steps.ts';
import { Worker } from './worker.ts';

export const {
  widgetConnects,
  agentConnects,
  entersConversation,
  servesConversations,
  waitsForItsTurn,
  takesAllTurns,
  types,
  says,
  replies,
  reads,
  setsStatus,
  leaves,
  staysOpen,
} = stepsFor((events) =>
  Worker.start(openWorkerEnd({ count: (name, count) => events.emit('counter', name, count) })),
);
