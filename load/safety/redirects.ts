import { globalAgent as http } from 'node:http';
import { globalAgent as https } from 'node:https';
import type { Duplex } from 'node:stream';

type Connected = (error: Error | null, socket?: Duplex) => void;

/**
 * The long-polling of socket.io-client follows redirects wherever they lead, and load with it. Where it does so it
 * forgets the agent that it was given, and takes Node's own. Those are closed here, for the whole thread, so every
 * request of it that is meant has to bring an agent. Returns how to open them again.
 */
export function refuseRedirects(): () => void {
  const refuse = (_options: object, connected?: Connected) => {
    const error = new Error('The server redirects to another address, where load is not sent.');
    process.nextTick(() => connected?.(error));
    return undefined;
  };
  const before = [http.createConnection, https.createConnection] as const;
  http.createConnection = refuse as typeof http.createConnection;
  https.createConnection = refuse as typeof https.createConnection;
  return () => {
    http.createConnection = before[0];
    https.createConnection = before[1];
  };
}
