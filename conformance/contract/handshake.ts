import { z } from 'zod';
import { nonBlank } from './ids.ts';

/** The `auth` object of the Socket.IO handshake. The documented example is a string; a number is taken as one. */
export const handshakeAuth = z.looseObject({
  business_id: z.union([nonBlank, z.number().int()]),
});
export type HandshakeAuth = { business_id: string };

/** The handshake as the page documents it, for a client of `businessId`. */
export function authFor(businessId: string): HandshakeAuth {
  return { business_id: businessId };
}

/** Host of the public production system, where the documented client connects. Source: PingBack's real-time page, "Connect". */
export const productionHost = 'api.pingback.live';

/** `transports` of the documented client: WebSocket first, long-polling as fallback. */
export const documentedTransports = ['websocket', 'polling'] as const;
export type TransportName = (typeof documentedTransports)[number];

/** Where Socket.IO listens when nothing else is said. */
export const defaultPath = '/socket.io';

/** In milliseconds. Timers of browsers and of Node hold no more: a client that is told more gives up at once. */
const longestTimerMs = 2 ** 31 - 1;
const timer = z.number().int().positive().max(longestTimerMs);

/** The Engine.IO v4 open packet (TRN-5). Intervals are in milliseconds, `maxPayload` in bytes. */
export const engineHandshake = z.looseObject({
  sid: z.string().min(1),
  upgrades: z.array(z.string()),
  pingInterval: timer,
  pingTimeout: timer,
  maxPayload: z.number().int().positive(),
});
export type EngineHandshake = z.infer<typeof engineHandshake>;
