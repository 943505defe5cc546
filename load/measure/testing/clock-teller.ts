import { parentPort } from 'node:worker_threads';
import { nowMs } from '../clock.ts';

// Tells the time to whoever started it: a process or a thread.
if (parentPort) parentPort.on('message', () => parentPort?.postMessage(nowMs()));
else process.on('message', () => process.send?.(nowMs()));
