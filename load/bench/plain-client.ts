import { setTimeout as pass } from 'node:timers/promises';
import { connect, type Speaker, settle } from './plain-journeys.ts';
import type { PlainReport, PlainSettings } from './plain-messages.ts';
import { lengths, typingShare } from './workload.ts';

/*
 * The same workload without measuring: it counts what arrives, and that is all.
 */

let deliveries = 0;
const count = () => {
  deliveries += 1;
};

/** Speaks until the process ends. */
async function speak(speakers: readonly Speaker[], rate: number): Promise<never> {
  const contents = lengths.map((length) => 'x'.repeat(length));
  const startMs = performance.now();
  for (let sent = 0; ; ) {
    const dueBy = ((performance.now() - startMs) / 1000) * rate;
    for (; sent < dueBy; sent += 1) {
      const { client, conversation_id, customer_data } = speakers[sent % speakers.length] as Speaker;
      if ((sent * typingShare) % 1 === 0) {
        client.emit('typing', { conversation_id, user_id: sent + 1, is_typing: true });
      }
      const content = contents[sent % contents.length] as string;
      client.emit('client_message', { content, conversation_id, customer_data });
    }
    await pass(1);
  }
}

const { url, workload } = JSON.parse(process.argv[2] ?? '') as PlainSettings;
process.once('disconnect', () => process.exit());
const clients = await connect(url, workload.widgets + workload.agents, count);
const speakers = await settle(clients, workload);
setInterval(() => process.send?.({ deliveries } satisfies PlainReport), 100);
await speak(speakers, workload.rate);
