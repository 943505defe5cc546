import { afterEach, expect, test } from 'vitest';
import { type Client, connect } from '../../fixtures/reference-server/testing/client.ts';
import { configSchema } from '../../fixtures/targets/config.ts';
import { describeOwnTarget } from '../../fixtures/targets/own-target.ts';
import { chattyServer } from '../command/testing/chatty-server.ts';
import { type ServerEventName, type ServerPayloads, serverEventNames } from '../contract/index.ts';
import { foreignTraffic } from './foreign-traffic.ts';

let olga: Client | undefined;
afterEach(() => olga?.close());

/** Where everybody is told everything, so that foreigners hear of conversations that are not theirs. */
async function chattyTarget() {
  const found = { kind: 'url', choice: 'a test', ...(await chattyServer()) } as const;
  return describeOwnTarget(configSchema.parse({}), found);
}

test('other people talk and answer on every node, and leave the conversations of others alone', async () => {
  const target = await chattyTarget();
  const watcher = await connect(target.nodes[0] as string);
  olga = watcher;
  const { conversation_id } = await watcher.says('not yours');
  const others = foreignTraffic(target, [7]);
  const heard = (event: ServerEventName) => watcher.got(event);
  const widgets = () =>
    new Set(
      heard('new_message')
        .map(({ content }) => /widget \d of acme/.exec(String(content))?.[0])
        .filter(Boolean),
    );
  // What else they do is up to chance; typing does not leave the conversation.
  const kinds = () => serverEventNames.filter((event) => heard(event).length > 0).length;
  await expect
    .poll(() => [widgets().size === 2, kinds() >= 3, watcher.frames.length > 15], { timeout: 50_000 })
    .toEqual([true, true, true]);
  const { sent, got } = await others.end();
  expect(sent).toBeGreaterThan(15);
  expect(got).toBeGreaterThan(15);
  const inOurs = watcher.frames.filter(({ payload }) => payload.conversation_id === conversation_id);
  expect(inOurs.map(({ payload }) => (payload as Partial<ServerPayloads['new_message']>).content)).toEqual([
    'not yours',
  ]);
});

test('whoever is sent home says no more', async () => {
  const target = await chattyTarget();
  const watcher = await connect(target.nodes[1] as string);
  olga = watcher;
  const others = foreignTraffic(target, [8]);
  await watcher.sees('new_message' satisfies ServerEventName);
  const counts = await others.end();
  expect(await others.end()).toEqual(counts);
});

test('where nobody serves, people wait in vain and can be sent home', async () => {
  const target = { ...(await chattyTarget()), nodes: ['http://127.0.0.1:1'] };
  const others = foreignTraffic(target, [9]);
  expect(await others.end()).toEqual({ sent: 0, got: 0 });
});
