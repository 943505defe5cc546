import { nowMs } from '../measure/index.ts';
import { startFanOutServer } from './fan-out-server.ts';
import type { Window } from './held-book.ts';
import { watchLoop } from './quiet.ts';
import type { FanOutSettings, FromServer, ToServer } from './server-messages.ts';

/** The fan-out server in a process of its own, led over the IPC channel of the one who started it. */
async function main(settings: FanOutSettings): Promise<void> {
  const tell = (message: FromServer) => void process.send?.(message);
  // Whoever started it is gone, and with him the purpose of this process.
  process.once('disconnect', () => process.exit());
  const { nodes, book } = await startFanOutServer(settings);
  process.on('message', (message: ToServer) => {
    if (message.do === 'stall') tell({ stalled: stall(message.forMs) });
    else tell({ held: book.in(message.window).map((histogram) => histogram.encode()) });
  });
  watchLoop((late) => tell({ late }));
  tell({ ready: nodes });
}

/** Does nothing for a while, and lets nothing else happen: as a server does that collects garbage, or computes. */
function stall(forMs: number): Window {
  const fromMs = nowMs();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
  return { fromMs, toMs: nowMs() };
}

await main(JSON.parse(process.argv[2] ?? ''));
