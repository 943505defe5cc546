import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Journal } from './journal.ts';
import { NotTestable } from './verdicts.ts';

/** Long enough that only a journal that never looks again runs into it. */
const longMs = 30_000;

/** How many timers are under way in this process. Those of others may end meanwhile. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

/** What the first entry for `who` holds, once there is one. */
const firstOf = (journal: Journal, who: string) => () => journal.got(who, 'typing')[0]?.args[0];

test('finds at once what is there already, without a timer', async () => {
  const journal = new Journal();
  journal.record('alice', 'got', 'typing', ['early']);
  const before = timers();
  const finding = journal.until(firstOf(journal, 'alice'), longMs);
  expect(timers()).toBe(before);
  expect(await finding).toBe('early');
});

test('finds what is recorded later, for everybody who waits for it', async () => {
  const journal = new Journal();
  const before = timers();
  const findings = [1, 2, 3].map(() => journal.until(firstOf(journal, 'alice'), longMs));
  const other = journal.until(firstOf(journal, 'bob'), longMs);
  journal.record('alice', 'sent', 'typing', ['sent']);
  journal.record('bob', 'got', 'new_message', ['another event']);
  await turn();
  journal.record('alice', 'got', 'typing', ['late']);
  expect(await Promise.all(findings)).toEqual(['late', 'late', 'late']);
  journal.record('bob', 'got', 'typing', ['last']);
  expect(await other).toBe('last');
  expect(timers()).toBeLessThanOrEqual(before);
});

test('looks once for a burst of entries, and sees all of them', async () => {
  const journal = new Journal();
  let looks = 0;
  const finding = journal.until(() => {
    looks += 1;
    return journal.entries.length === 50 ? 'all' : undefined;
  }, longMs);
  for (let index = 0; index < 50; index += 1) journal.record('alice', 'got', 'typing', [index]);
  expect(await finding).toBe('all');
  expect(looks).toBe(2);
});

test.each([false, null, 0, ''])('takes %j for a find: only undefined means nothing', async (found) => {
  const journal = new Journal();
  expect(await journal.until(() => found, longMs)).toBe(found);
});

test('answers undefined when the time is up, not before, and looks no more', async () => {
  const journal = new Journal();
  const before = timers();
  let looks = 0;
  const startedAtMs = performance.now();
  const finding = journal.until(() => {
    looks += 1;
    return undefined;
  }, 40);
  journal.record('alice', 'got', 'typing');
  expect(await finding).toBeUndefined();
  // Timers may fire a fraction of a millisecond early.
  expect(performance.now() - startedAtMs).toBeGreaterThan(38);
  expect(looks).toBe(2);
  expect(timers()).toBeLessThanOrEqual(before);
  journal.record('alice', 'got', 'typing');
  await turn();
  expect(looks).toBe(2);
});

test.each(['at once', 'later'])('hands on what the finder throws %s, and leaves no timer', async (when) => {
  const journal = new Journal();
  const before = timers();
  const finding = async () =>
    journal.until(() => {
      if (when === 'at once' || journal.entries.length > 0) throw new RangeError('odd');
      return undefined;
    }, longMs);
  const failing = expect(finding()).rejects.toThrow(new RangeError('odd'));
  const served = journal.until(firstOf(journal, 'bob'), longMs);
  journal.record('bob', 'got', 'typing', ['others are served']);
  await failing;
  expect(await served).toBe('others are served');
  expect(timers()).toBeLessThanOrEqual(before);
});

test('ends all waiting with what a flood shows, the first one, and waits for nothing from then on', async () => {
  const journal = new Journal();
  const before = timers();
  const waiting = [journal.until(firstOf(journal, 'alice'), longMs), journal.pass(longMs)];
  const ended = Promise.allSettled(waiting);
  const floods = ['first', 'second'].map((text) => ({
    who: 'bob',
    event: 'x',
    finding: new NotTestable(text),
  }));
  for (const flood of floods) journal.giveUp(flood);
  expect((await ended).map((one) => one.status === 'rejected' && one.reason)).toEqual(
    waiting.map(() => floods[0]?.finding),
  );
  journal.record('alice', 'got', 'typing', ['there']);
  await expect(journal.until(firstOf(journal, 'alice'), longMs)).rejects.toThrow('first');
  await expect(journal.pass(longMs)).rejects.toThrow('first');
  expect(timers()).toBeLessThanOrEqual(before);
});

test('tells by position what came before from what came after', () => {
  const journal = new Journal();
  journal.record('alice', 'got', 'typing', ['before']);
  const since = journal.position;
  journal.record('alice', 'got', 'typing', ['after']);
  journal.record('alice', 'note', 'typing', ['a note']);
  journal.record('bob', 'got', 'typing', ['of bob']);
  expect(journal.got('alice', 'typing').map(({ args }) => args[0])).toEqual(['before', 'after']);
  expect(journal.got('alice', 'typing', since).map(({ args }) => args[0])).toEqual(['after']);
  const times = journal.entries.map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});

test('tells where it stood at a moment', () => {
  const journal = new Journal();
  for (const atMs of [10, 20, 20, 30]) journal.record('alice', 'got', 'typing').atMs = atMs;
  expect([5, 10, 15, 20, 25, 30, 35].map((atMs) => journal.positionAt(atMs))).toEqual([0, 0, 1, 1, 3, 3, 4]);
});
