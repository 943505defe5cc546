import { WebSocket } from 'ws';
import type { Wire } from '../script/socket-io.ts';

/** A WebSocket of Node with the manners of k6's: it throws when nothing can be sent, and calls `onerror` before `onclose`. */
export function nodeWire(url: string): Wire {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const wire: Wire = {
    onopen() {},
    onmessage() {},
    onclose() {},
    onerror() {},
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
  socket.on('message', (data, isBinary) => {
    wire.onmessage({ data: isBinary ? data : String(data), timestamp: Date.now() });
  });
  socket.on('error', ({ message }) => wire.onerror({ error: message }));
  socket.on('close', (code) => wire.onclose({ code }));
  return wire;
}
