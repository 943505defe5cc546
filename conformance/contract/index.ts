/** What PingBack promises: events, handshake, REST and hook messages, rooms, clauses. Imports zod alone. */
export * from './clauses.ts';
export * from './events.ts';
export * from './handshake.ts';
export * from './ids.ts';
export * from './rest.ts';
export * from './rooms.ts';
export * from './stimulus.ts';
export * from './time.ts';
