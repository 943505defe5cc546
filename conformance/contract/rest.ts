import { z } from 'zod';
import { agentStatuses } from './events.ts';
import type { Id } from './ids.ts';

/**
 * The documented REST routes that make the server emit what no client event triggers.
 * All take `Authorization: Bearer <token>`; the token stands for one agent of one business.
 * Source: PingBack's REST pages.
 */
export const restRoutes = {
  agentMessage: {
    method: 'POST',
    template: '/api/v1/conversations/:conversation_id/messages',
    path: (conversationId: Id) => `/api/v1/conversations/${encodeURIComponent(conversationId)}/messages`,
    body: z.looseObject({ content: z.string().min(1) }),
  },
  agentStatus: {
    method: 'PATCH',
    template: '/api/v1/team/status',
    path: () => '/api/v1/team/status',
    body: z.looseObject({ status: z.enum(agentStatuses) }),
  },
  assignConversation: {
    method: 'POST',
    template: '/api/v1/team/assign/:conversation_id',
    path: (conversationId: Id, agentId: Id) =>
      `/api/v1/team/assign/${encodeURIComponent(conversationId)}?agent_id=${encodeURIComponent(agentId)}`,
    query: z.looseObject({ agent_id: z.string().min(1) }),
  },
} as const;
