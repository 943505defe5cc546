import { WebSocket } from 'ws';
import type { Wire } from '../script/socket-io.ts';

/**
 * A WebSocket of Node with the manners of k6's: it throws when nothing can be sent, and calls `onerror` before `onclose`.
 * `deaf`: as k6 does now and then, it drops the first frame.
 */
export function nodeWire(url: string, { deaf = false } = {}): Wire {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const wire: Wire = {
    onopen() {},
    onmessage() {},
    onclose() {},
    onerror() {},
    onpong() {},
    ping() {
      socket.ping();
    },
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) throw new Error('InvalidStateError');
      socket.send(text);
    },
    close() {
      // k6 would stand still for ever.
      if (socket.readyState === WebSocket.CONNECTING) throw new Error('closed before it was open');
      socket.close();
    },
  };
  socket.on('open', () => wire.onopen());
  let dropping = deaf;
  socket.on('message', (data, isBinary) => {
    if (dropping) {
      dropping = false;
      return;
    }
    wire.onmessage({ data: isBinary ? data : String(data), timestamp: Date.now() });
  });
  socket.on('pong', () => wire.onpong());
  socket.on('error', ({ message }) => wire.onerror({ error: message }));
  socket.on('close', (code) => wire.onclose({ code }));
  return wire;
}
