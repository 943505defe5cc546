import exec from 'k6/execution';
import { WebSocket } from 'k6/websockets';
import type { WorkerEnd } from '../../control/index.ts';
import type { FromWorker, ToWorker } from '../../control/messages.ts';
import { inParts } from '../../control/parts.ts';

/*
 * Takes the place of `control/worker-end.ts`: the coordinator, as a virtual user of k6 sees it. What it says is taken as
 * it is: it was started by the same suite, and only that knows the address.
 */

/** Resolves when the plan is there. Without a coordinator there is nothing to do, and the test is aborted. */
export function openWorkerEnd(url: string, worker: number): Promise<WorkerEnd> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const waiting: ToWorker[] = [];
    let heard: ((message: ToWorker) => void) | undefined;
    let closing = false;
    let closed = () => {};
    const say = (message: FromWorker) => socket.send(JSON.stringify(message));
    const end = (plan: WorkerEnd['plan']): WorkerEnd => ({
      plan,
      say(message) {
        for (const part of inParts(message)) say(part);
      },
      listen(listener) {
        heard = listener;
        for (const message of waiting.splice(0)) listener(message);
      },
      close() {
        closing = true;
        return new Promise((resolved) => {
          closed = resolved;
          socket.close();
        });
      },
    });
    socket.onopen = () => say({ kind: 'hello', worker, pid: 0 });
    socket.onclose = () => {
      if (closing) closed();
      else exec.test.abort('the command that started this test is gone');
    };
    socket.onmessage = (event) => {
      const message: ToWorker = JSON.parse(String(event?.data));
      if (message.kind === 'plan') resolve(end(message.plan));
      else if (heard) heard(message);
      else waiting.push(message);
    };
  });
}
