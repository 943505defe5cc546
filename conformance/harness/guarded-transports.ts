import type { Packet } from 'engine.io-parser';
import { NodeWebSocket, NodeXHR } from 'socket.io-client';
import type { TransportName } from '../contract/index.ts';

/*
 * The client library trusts the handshake: one without a list of upgrades, or that is no JSON, makes it throw where
 * nobody can catch it. Here the connection fails instead, as it does for any other nonsense.
 */

class GuardedWebSocket extends NodeWebSocket {
  protected override onPacket(packet: Packet): void {
    try {
      super.onPacket(packet);
    } catch (error) {
      this.onError('the server sent what no client can read', error);
    }
  }
}

class GuardedPolling extends NodeXHR {
  protected override onPacket(packet: Packet): void {
    try {
      super.onPacket(packet);
    } catch (error) {
      this.onError('the server sent what no client can read', error);
    }
  }
}

/** The transports of a participant, by name. */
export const guardedTransports = {
  websocket: GuardedWebSocket,
  polling: GuardedPolling,
} as const satisfies Record<TransportName, unknown>;
