import { expect, test } from 'vitest';
import { faultByName } from '../../fixtures/faults/index.ts';
import { together } from '../../fixtures/faults/ways.ts';
import { Run } from '../harness/index.ts';
import { type Override, type Plot, theatre } from '../harness/testing/theatre.ts';
import './transports.spec.ts';

const shop = 'https://shop.example';

/** What TRN-11 finds on a server that lets in pages of the shop, and no others. */
async function letInBy(headersFor: (own: string) => Record<string, string>) {
  const wrong: Plot['wrong'] = { serverOptions: (options) => ({ ...options, cors: { origin: [shop] } }) };
  const { settings } = await theatre({ wrong });
  const { target } = settings;
  const connect = { ...target.connect, headers: headersFor(target.nodes[0] ?? '') };
  return new Run({ ...settings, target: { ...target, connect } }).perform('TRN-11');
}

test.each(['origin', 'Origin'])('a page of the configured %s asks to be let in', async (name) => {
  expect(await letInBy(() => ({ [name]: shop }))).toMatchObject({ verdict: 'pass' });
});

test.each<[string, Parameters<typeof letInBy>[0]]>([
  ['none', () => ({})],
  ['that of the server itself', (origin) => ({ origin })],
])('where the configured origin is %s, a page of another one does', async (_which, headers) => {
  const { verdict, expected, actual } = await letInBy(headers);
  expect([verdict, expected]).toEqual([
    'fail',
    expect.stringContaining('a page of https://customer-site.example'),
  ]);
  expect(actual).toMatch(/configure one as connect\.headers\.origin\.$/);
});

test('a configured origin that is not let in is named', async () => {
  const { verdict, expected, actual } = await letInBy(() => ({ origin: 'https://elsewhere.example' }));
  expect([verdict, expected]).toEqual([
    'fail',
    expect.stringContaining('a page of https://elsewhere.example'),
  ]);
  expect(actual).not.toContain('configure');
});

/** Passes every message on this much later: longer than an upgrade takes. */
const behindMs = 300;

test.each<[string, Override, string]>([
  ['is right', () => ({}), 'pass'],
  ['loses one of them', faultByName('loses-one-while-upgrading').override ?? (() => ({})), 'fail'],
])(
  'messages are under way during the upgrade, on a slow server too, which %s',
  async (_how, override, verdict) => {
    const late: Override = (base) => ({
      emit: (emission) => void setTimeout(() => base.emit(emission), behindMs),
    });
    const { settings } = await theatre({ wrong: { override: together(override, late) } });
    expect(await new Run(settings).perform('TRN-3')).toMatchObject({ verdict });
  },
);

test.each<[string, (upgrading: boolean) => boolean, string]>([
  ['never', () => true, 'pass'],
  ['at any time but during the upgrade', (upgrading) => upgrading, 'fail'],
])('senders are told of their own messages %s', async (_when, isLeftOut, verdict) => {
  const override: Override = (base) => ({
    emit(emission) {
      const { event, origin, except } = emission;
      const { upgrading = false } = (origin?.conn ?? {}) as { upgrading?: boolean };
      const own = event === 'new_message' && origin && isLeftOut(upgrading) ? [origin.id] : [];
      base.emit({ ...emission, except: [...except, ...own] });
    },
  });
  const { settings } = await theatre({ wrong: { override } });
  expect(await new Run(settings).perform('TRN-3')).toMatchObject({ verdict });
});
