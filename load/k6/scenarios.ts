/** The scenarios that k6 has the journeys for. */
export const scenariosOfK6 = [
  'steady',
  'hot-conversation',
  'typing-storm',
  'reconnect-storm',
  'capacity',
] as const;
