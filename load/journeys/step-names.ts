/** What a scenario's flow can call: the functions of `processor.mts`. */
export const stepNames = [
  'widgetConnects',
  'agentConnects',
  'entersConversation',
  'servesConversations',
  'waitsForItsTurn',
  'types',
  'says',
  'replies',
  'reads',
  'setsStatus',
  'staysOpen',
  'leaves',
] as const;
export type StepName = (typeof stepNames)[number];
