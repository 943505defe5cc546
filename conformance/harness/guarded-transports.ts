import type { Packet } from 'engine.io-parser';
import { NodeWebSocket, NodeXHR } from 'socket.io-client';
import type { TransportName } from '../contract/index.ts';

/*
 * The client library trusts the handshake: one without a list of upgrades, or that is no JSON, makes it throw where
 * nobody can catch it. Here the connection fails instead, as it does for any other nonsense.
 */

/** How a connection ends whose target sent nonsense. */
export const unreadable = 'the server sent what no client can read';

class GuardedWebSocket extends NodeWebSocket {
  protected override onPacket(packet: Packet): void {
    try {
      super.onPacket(packet);
    } catch (error) {
      this.onError(unreadable, error);
    }
  }

  /** Ends the line at once. Who floods may never come round to answering a close. */
  cut(): void {
    this.ws?.terminate();
  }
}

class GuardedPolling extends NodeXHR {
  protected override onPacket(packet: Packet): void {
    try {
      super.onPacket(packet);
    } catch (error) {
      this.onError(unreadable, error);
    }
  }
}

/** Has a connection read nothing more. Over long-polling it is enough not to ask. */
export function cutLine(transport: unknown): void {
  if (transport instanceof GuardedWebSocket) transport.cut();
}

/** The transports of a participant, by name. */
export const guardedTransports = {
  websocket: GuardedWebSocket,
  polling: GuardedPolling,
} as const satisfies Record<TransportName, unknown>;
