import { expect, test } from 'vitest';
import { parsePacket } from './packets.ts';

test.each<[string, ReturnType<typeof parsePacket>]>([
  ['42["typing",{"is_typing":true}]', { kind: 'event', args: ['typing', { is_typing: true }] }],
  ['4217["typing"]', { kind: 'event', args: ['typing'] }],
  ['42/,["typing"]', { kind: 'event', args: ['typing'] }],
  ['42/admin,["typing"]', { kind: 'elsewhere' }],
  ['4312[{"id":7}]', { kind: 'ack', id: 12, args: [{ id: 7 }] }],
  ['40{"sid":"x"}', { kind: 'connect' }],
  ['44{"message":"no"}', { kind: 'connect_error', error: { message: 'no' } }],
  ['44', { kind: 'connect_error', error: {} }],
  ['41', { kind: 'disconnect' }],
])('reads %j', (message, packet) => expect(parsePacket(message)).toEqual(packet));

test.each([
  ['an event without its name', '42[]'],
  ['a name that is none', '42[{"typing":1}]'],
  ['an event that is no list', '42{"0":"typing"}'],
  ['no JSON', '42["typing"'],
  ['an acknowledgement of nothing', '43[1]'],
  ['a greeting that is none', '40"hello"'],
  ['a greeting without words', '40'],
  ['a greeting without a name', '40{}'],
  ['a greeting of nothing', '40null'],
  ['binary', '451-["typing",{"_placeholder":true,"num":0}]'],
  ['a type that does not exist', '49{}'],
  ['nothing at all', '4'],
])('refuses %s', (_what, message) => expect(parsePacket(message)).toBeUndefined());
