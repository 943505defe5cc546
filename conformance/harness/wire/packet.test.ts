import { describe, expect, test } from 'vitest';
import { engineTypeOf, packetsOfPayload, payloadOfPackets, readSocketPacket } from './packet.ts';

describe('a Socket.IO packet', () => {
  test.each([
    ['40', { type: 'connect', namespace: '/' }],
    ['40{"sid":"x"}', { type: 'connect', namespace: '/', payload: { sid: 'x' } }],
    ['40/admin,{"sid":"x"}', { type: 'connect', namespace: '/admin', payload: { sid: 'x' } }],
    ['41/admin', { type: 'disconnect', namespace: '/admin' }],
    ['44{"message":"no"}', { type: 'connect_error', namespace: '/', payload: { message: 'no' } }],
    ['44"no"', { type: 'connect_error', namespace: '/', payload: 'no' }],
    ['42["a",1]', { type: 'event', namespace: '/', payload: ['a', 1], event: 'a', args: [1] }],
    ['4212["a"]', { type: 'event', namespace: '/', id: 12, payload: ['a'], event: 'a', args: [] }],
    ['42[3]', { type: 'event', namespace: '/', payload: [3] }],
    ['42{"a":1}', { type: 'event', namespace: '/', payload: { a: 1 } }],
    ['42["a\\nb"]', { type: 'event', namespace: '/', payload: ['a\nb'], event: 'a\nb', args: [] }],
    ['43/admin,7["b"]', { type: 'ack', namespace: '/admin', id: 7, payload: ['b'] }],
    [
      '452-/x,9["a"]',
      { type: 'binary_event', namespace: '/x', attachments: 2, id: 9, payload: ['a'], event: 'a', args: [] },
    ],
    ['461-3[]', { type: 'binary_ack', namespace: '/', attachments: 1, id: 3, payload: [] }],
  ])('%s', (text, packet) => {
    expect(readSocketPacket(text)).toEqual(packet);
  });

  test.each(['', '4', '2', '47', '4x', '42["a"', '42["a"]b', '42abc', '40{', '421-["a"]'])(
    'is not %j',
    (text) => {
      expect(readSocketPacket(text)).toBeUndefined();
    },
  );
});

test('a polling body holds packets between record separators, and bytes as base64', () => {
  const packets = ['4a', '2', '', Buffer.from([1, 2, 3, 4]), '4ü'];
  const body = '4a\x1e2\x1e\x1ebAQIDBA==\x1e4ü';
  expect(payloadOfPackets(packets)).toBe(body);
  expect(packetsOfPayload(body)).toEqual(packets);
});

test.each([
  ['0{}', 'open'],
  ['1', 'close'],
  ['2probe', 'ping'],
  ['3', 'pong'],
  ['4', 'message'],
  [Buffer.from('x'), 'message'],
  ['5', 'upgrade'],
  ['6', 'noop'],
  ['7', 'unknown'],
  ['', 'unknown'],
  ['bAA==', 'unknown'],
  ['<html>', 'unknown'],
])('%s is of type %s', (raw, type) => {
  expect(engineTypeOf(raw)).toBe(type);
});
