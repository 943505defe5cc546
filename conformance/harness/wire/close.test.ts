import { describe, expect, test } from 'vitest';
import { type CloseHow, closeInfo, inWords, type LifeOfConnection } from './close.ts';

const dropped: CloseHow = { how: 'websocket', code: 1006, reason: '' };
const life: LifeOfConnection = {
  openedAtMs: 1_000,
  closedAtMs: 1_000,
  pings: { got: 0, answered: 0 },
  pingIntervalMs: 25_000,
  pingTimeoutMs: 20_000,
};
const lastPing = { gotAtMs: 26_000, dueAtMs: 26_000 };
const pinged = { ...life, lastPing, pings: { got: 1, answered: 0 } };

describe('a missed heartbeat', () => {
  test.each<[boolean, string, LifeOfConnection]>([
    [false, 'a close at once', { ...life, closedAtMs: 1_050 }],
    [false, 'a close before the first ping is due', { ...life, closedAtMs: 20_000 }],
    [true, 'no ping ever, and the whole heartbeat over', { ...life, closedAtMs: 46_000 }],
    [false, 'a close right after a ping', { ...pinged, closedAtMs: 26_100 }],
    [true, 'a ping left alone for its whole timeout', { ...pinged, closedAtMs: 46_000 }],
    [true, 'the same, a little early', { ...pinged, closedAtMs: 45_000 }],
    [
      false,
      'an answered ping',
      { ...pinged, lastPing: { ...lastPing, takenAtMs: 26_001 }, closedAtMs: 46_000 },
    ],
    [
      true,
      'a ping read long after it was due, together with the close',
      { ...pinged, lastPing: { ...lastPing, gotAtMs: 46_000, takenAtMs: 46_000 }, closedAtMs: 46_001 },
    ],
    [
      false,
      'a close long after a late pong, which the server then took',
      { ...pinged, lastPing: { ...lastPing, takenAtMs: 44_000 }, closedAtMs: 49_000 },
    ],
    [
      true,
      'a pong that left in time, and never got through',
      { ...pinged, lastPing: { ...lastPing, pongAtMs: 27_000 }, closedAtMs: 46_000 },
    ],
    [
      false,
      'a close soon after a ping that the server sent late',
      { ...pinged, lastPing: { ...lastPing, gotAtMs: 30_000 }, closedAtMs: 30_100 },
    ],
  ])('explains %s: %s', (explained, _what, lived) => {
    expect(closeInfo(dropped, lived).heartbeatExplains).toBe(explained);
  });

  test('never explains an end of our own making', () => {
    const late = { ...pinged, closedAtMs: 46_000 };
    expect(closeInfo({ how: 'abandoned-by-us' }, late)).toMatchObject({
      by: 'client',
      heartbeatExplains: false,
    });
  });
});

test('an end tells how long the connection lived', () => {
  expect(closeInfo(dropped, { ...pinged, closedAtMs: 26_250 })).toMatchObject({
    by: 'server',
    closedAtMs: 26_250,
    msSinceOpen: 25_250,
    msSinceLastPing: 250,
    summary:
      'the server dropped the WebSocket without a close frame, 25250 ms after the open; 0 of 1 pings had been answered',
  });
  expect(closeInfo(dropped, life).msSinceLastPing).toBeUndefined();
});

test('hostile text is quoted and shortened', () => {
  const words = inWords({ how: 'http', request: 'GET', status: 500, body: `\u001b[31m${'x'.repeat(5_000)}` });
  expect(words).toContain('HTTP 500 ("\\u001b[31mxxx');
  expect(words.length).toBeLessThan(300);
});
