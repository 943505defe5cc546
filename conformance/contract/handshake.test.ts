import { describe, expect, test } from 'vitest';
import { authFor, defaultPath, documentedTransports, engineHandshake, handshakeAuth } from './handshake.ts';

describe('the auth of the handshake', () => {
  test.each(['acme', ' acme ', '7', 7, 0, -1])('names a business by %j, and may hold more', (id) => {
    const auth = { business_id: id, token: 'more' };
    expect(handshakeAuth.safeParse(auth)).toEqual({ success: true, data: auth });
  });

  test.each(['', '  ', 1.5, null, undefined, true, [], ['acme'], {}])('names none by %j', (id) => {
    expect(handshakeAuth.safeParse({ business_id: id }).success).toBe(false);
  });

  test('is an object that has the name', () => {
    for (const auth of [undefined, null, 'acme', [], {}])
      expect(handshakeAuth.safeParse(auth).success).toBe(false);
    expect(authFor('acme')).toEqual({ business_id: 'acme' });
  });
});

test('the documented client tries WebSocket first, where Socket.IO listens by default', () => {
  expect(documentedTransports).toEqual(['websocket', 'polling']);
  expect(defaultPath).toBe('/socket.io');
});

describe('the open packet of Engine.IO', () => {
  const open = {
    sid: 'a',
    upgrades: ['websocket'],
    pingInterval: 25_000,
    pingTimeout: 20_000,
    maxPayload: 1e6,
  };

  test('has its five fields, and may have more', () => {
    for (const one of [open, { ...open, upgrades: [], more: true }])
      expect(engineHandshake.safeParse(one)).toEqual({ success: true, data: one });
    for (const field of Object.keys(open)) {
      const { [field as keyof typeof open]: _, ...rest } = open;
      expect(engineHandshake.safeParse(rest).success, field).toBe(false);
    }
  });

  test.each([
    ['sid', ['', 7, null]],
    ['upgrades', ['websocket', [7], null, {}]],
    ['pingInterval', [0, -1, 1.5, '25000', null, Number.NaN, 2 ** 31]],
    ['pingTimeout', [0, -1, 1.5, '20000', null, Number.POSITIVE_INFINITY, 2 ** 31]],
    ['maxPayload', [0, -1, 1.5, '1000000', null]],
  ])('has no %s such as %j', (field, values) => {
    for (const value of values)
      expect(engineHandshake.safeParse({ ...open, [field]: value }).success, String(value)).toBe(false);
  });

  test('announces no heartbeat that a timer could not hold', () => {
    const longest = 2 ** 31 - 1;
    const slow = { ...open, pingInterval: longest, pingTimeout: longest };
    expect(engineHandshake.safeParse(slow).success).toBe(true);
  });
});
