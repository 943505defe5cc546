import { afterAll } from 'vitest';
import type { Fault } from '../../../fixtures/reference-server/behaviour.ts';
import { hookApp, hookPath } from '../../../fixtures/reference-server/hook.ts';
import { requestListener } from '../../../fixtures/reference-server/http.ts';
import { createListener } from '../../../fixtures/reference-server/listener.ts';
import { createLog } from '../../../fixtures/reference-server/log.ts';
import { memoryBackplane } from '../../../fixtures/reference-server/memory-backplane.ts';
import { startNode } from '../../../fixtures/reference-server/node.ts';
import { readSettings } from '../../../fixtures/reference-server/settings.ts';
import { rooms, type ServerPayloads } from '../../contract/index.ts';

/** What makes the chatty server send a message in a form of its own. */
export const oddMark = 'foreign and odd';

/**
 * The page leaves open who is told of messages and receipts (OBS-3, OBS-6): here it is the whole business. And a
 * message with `oddMark` goes out without its sender type, as if its client had provoked that.
 */
const chatty: Fault = {
  name: 'chatty',
  wrong: 'Nothing that is promised.',
  noticedBy: [],
  override: (base) => ({
    emit(emission) {
      if (emission.event === 'typing') return base.emit(emission);
      const { content } = emission.payload as Partial<ServerPayloads['new_message']>;
      const payload = content?.includes(oddMark)
        ? { ...(emission.payload as object), sender_type: undefined }
        : emission.payload;
      base.emit({ ...emission, payload, rooms: [rooms.business(emission.businessId)] });
    },
  }),
};

/** Two nodes and a hook in this process, where everything but typing is told to whole businesses. */
export async function chattyServer(): Promise<{ nodes: string[]; controlUrl: string }> {
  const settings = readSettings({ nodes: 2, logLevel: 'silent' });
  const log = createLog(settings.logLevel);
  const backplane = memoryBackplane(settings.ids);
  const options = { port: 0, settings, faults: [chatty], backplane, log };
  const first = await startNode({ ...options, index: 0 });
  const second = await startNode({ ...options, index: 1 });
  const app = hookApp({ actions: () => first.actions, maxBytes: settings.maxPayload, log });
  const hook = createListener(requestListener(app));
  const control = await hook.listen({ host: '127.0.0.1', port: 0, flag: '--control-port' });
  afterAll(() => Promise.all([hook.close(), first.close(), second.close()]));
  return { nodes: [first.url, second.url], controlUrl: control + hookPath };
}
