import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Histogram, nowMs, Recorder } from '../measure/index.ts';
import { mostStimuliAtOnce } from '../most-stimuli.ts';
import { Stimuli } from './stimuli.ts';
import { referenceManner } from './testing/plan.ts';

const patient = { timeout: 20_000 };

let recorder: Recorder;
let fromMs: number;
const endings: (() => unknown)[] = [];
beforeEach(() => {
  const settings = { runId: 'r', worker: 0, host: 'here', ids: 'number', lateMs: 5_000 } as const;
  recorder = new Recorder({ ...settings, manner: referenceManner });
  fromMs = nowMs();
  recorder.beginSegment('window', fromMs, fromMs + 60_000);
});
afterEach(async () => {
  recorder.record();
  for (const end of endings.splice(0)) await end();
});

async function hookThat(answers: RequestListener): Promise<string> {
  const server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/stimulus`;
}

/** So many replies of an agent in a conversation, all due at once. Returns the two who have to get them. */
function reply(stimuli: Stimuli, times: number, failed: () => void = () => {}): [number, number] {
  const conversation = recorder.addConversation(0);
  const someone = { role: 'widget', business: 0, node: 0, transport: 'websocket' } as const;
  const recipients: [number, number] = [recorder.addParticipant(someone), recorder.addParticipant(someone)];
  for (const recipient of recipients) recorder.joined(conversation, recipient, nowMs());
  for (let time = 0; time < times; time += 1) {
    const intendedMs = nowMs();
    recorder.due(intendedMs);
    const enter = (readyMs: number) => {
      const sent = { conversation, via: 'stimulus', intendedMs, readyMs, lengthChars: 60 } as const;
      const { seq, content } = recorder.message(sent);
      return { seq, fields: { business_id: 'acme', conversation_id: 1, agent_id: 1, content } };
    };
    stimuli.act({ name: 'agent_message', intendedMs, enter, failed });
  }
  return recipients;
}

const stimuliAt = (url: string, boundMs = 10_000) =>
  new Stimuli(recorder, { kind: 'hook', url, headers: {} }, boundMs);
const over = (stimuli: Stimuli) => expect.poll(() => stimuli.underWay, patient).toBe(0);

test('what is refused was neither asked for nor sent, is counted, and named with its endpoint', async () => {
  let asked = 0;
  const url = await hookThat((_request, response) => {
    asked += 1;
    response.writeHead(asked % 4 === 0 ? 500 : 204).end('out of order');
  });
  const stimuli = stimuliAt(url);
  let failed = 0;
  reply(stimuli, 40, () => {
    failed += 1;
  });
  await over(stimuli);
  const segment = recorder.segment(0);
  expect(segment).toMatchObject({ intended: 30, sent: 30 });
  expect(segment.stimuli).toMatchObject({ asked: 40, refused: 10, unanswered: 0, queued: 0, unsent: 0 });
  expect(segment.ledgers.new_message?.sent).toBe(30);
  expect(failed).toBe(10);
  const { problems } = recorder.record();
  expect(problems.join()).toContain(`The stimulus agent_message at ${url} was answered with HTTP 500`);
});

test('what is not answered stays sent where somebody got it, is lost to nobody elsewhere, and is counted', async () => {
  const contents: string[] = [];
  const url = await hookThat(async (request) => {
    contents.push(((await json(request)) as { content: string }).content);
    request.socket.destroy();
  });
  const stimuli = stimuliAt(url);
  const [alice, bob] = reply(stimuli, 5);
  await over(stimuli);
  const counts = { asked: 5, refused: 0, unanswered: 5 };
  expect(recorder.segment(0)).toMatchObject({ intended: 5, sent: 5, stimuli: counts });
  // One was done, as it turns out: that the other of the two got nothing of it is a loss.
  recorder.messageArrived(alice, contents[0], nowMs());
  stimuli.giveUp();
  const segment = recorder.segment(0);
  expect(segment).toMatchObject({ intended: 1, sent: 1, stimuli: counts });
  expect(segment.ledgers.new_message).toMatchObject({ sent: 1, expected: 2, delivered: 1, lost: 1 });
  recorder.messageArrived(bob, contents[1], nowMs());
  expect(recorder.segment(0).ledgers).toEqual(segment.ledgers);
});

test('what has to wait for others is not sent late by this side', async () => {
  const open: ServerResponse[] = [];
  const stimuli = stimuliAt(await hookThat((_request, response) => open.push(response)));
  reply(stimuli, mostStimuliAtOnce + 6);
  await expect.poll(() => open.length, patient).toBe(mostStimuliAtOnce);
  await expect.poll(() => nowMs() - fromMs, patient).toBeGreaterThan(300);
  for (const response of open.splice(0)) response.writeHead(204).end();
  await expect.poll(() => open.length, patient).toBe(6);
  for (const response of open.splice(0)) response.writeHead(204).end();
  await over(stimuli);
  const { sent, stimuli: counts, generator } = recorder.segment(0);
  expect([sent, counts?.queued, counts?.unsent]).toEqual([mostStimuliAtOnce + 6, 6, 0]);
  expect(counts?.longestWaitMs).toBeGreaterThan(150);
  const lag = Histogram.decode(generator?.sendLag ?? '');
  expect(lag.percentile(100)).toBeLessThan(counts?.longestWaitMs ?? 0);
  expect(lag.percentile(50)).toBeLessThan(50);
});

test('given up, what waits still was never asked for, and what was sent has no answer', async () => {
  const open: ServerResponse[] = [];
  const stimuli = stimuliAt(await hookThat((_request, response) => open.push(response)));
  reply(stimuli, mostStimuliAtOnce + 6);
  await expect.poll(() => open.length, patient).toBe(mostStimuliAtOnce);
  stimuli.giveUp();
  expect(stimuli.underWay).toBe(0);
  const counts = { asked: mostStimuliAtOnce + 6, queued: 6, unsent: 6, unanswered: mostStimuliAtOnce };
  const before = recorder.segment(0);
  expect(before).toMatchObject({ intended: 0, sent: 0, stimuli: counts });
  // An answer that comes too late changes nothing, and nobody gets his turn after that but who asks anew.
  for (const response of open.splice(0)) response.writeHead(500).end();
  const anew = stimuli.send('set_agent_status', { business_id: 'acme', agent_id: 1, status: 'live' });
  await expect.poll(() => open.length, patient).toBe(1);
  open[0]?.writeHead(204).end();
  expect(await anew).toEqual({ is: 'done' });
  expect(recorder.segment(0).stimuli).toEqual(before.stimuli);
  const { problems } = recorder.record();
  expect(problems.join()).toContain('The stimulus agent_message was not answered before the drain ended.');
});

test('broken off, what still had time to be answered is no fault, nor is what it did not cause', async () => {
  let asked = 0;
  const url = await hookThat(() => {
    asked += 1;
  });
  const [quick, slow] = [stimuliAt(url), stimuliAt(url, 200)];
  reply(quick, 3);
  reply(slow, 2);
  await expect.poll(() => asked, patient).toBe(5);
  await over(slow);
  quick.giveUp(true);
  slow.giveUp(true);
  expect(recorder.segment(0)).toMatchObject({ intended: 0, sent: 0, stimuli: { asked: 5, unanswered: 2 } });
  expect(recorder.segment(0).ledgers).toEqual({});
});

test('what never got a connection was never asked for', async () => {
  const plain = (await hookThat((_request, response) => response.end())).replace('http:', 'https:');
  for (const url of [plain, 'http://nobody.invalid/stimulus', 'http://127.0.0.1:1/stimulus']) {
    const stimuli = stimuliAt(url);
    reply(stimuli, 1);
    await over(stimuli);
  }
  const { segments, problems } = recorder.record();
  expect(segments[0]?.stimuli).toMatchObject({ asked: 3, refused: 3, unanswered: 0 });
  expect(segments[0]?.sent).toBe(0);
  expect(problems).toHaveLength(3);
  expect(problems[0]).toMatch(
    /^The stimulus agent_message at https:\S+ was never asked for, since no connection came/,
  );
});
