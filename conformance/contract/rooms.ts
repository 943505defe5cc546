import type { Id } from './ids.ts';

/** Room names, as the page documents them. Clients never spell them: they are the server's own affair. */
export const rooms = {
  business: (businessId: string) => `business_${businessId}`,
  conversation: (conversationId: Id) => `conversation_${conversationId}`,
} as const;
