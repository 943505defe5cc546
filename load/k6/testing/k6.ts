import { requireK6 } from '../index.ts';

/** Why tests that run k6 are left out; nothing where it is there. */
export const k6Absent: string | undefined = await requireK6().then(
  () => undefined,
  (error: Error) => error.message,
);
