import { expect, test } from 'vitest';
import { refuseBeyondK6 } from './drivers.ts';
import type { LoadFlags } from './options.ts';
import { prepare } from './prepare.ts';

const flags: LoadFlags = {
  ...{ config: undefined, url: [], businessId: [], fault: [], slo: [], serverPid: [], serverMetrics: [] },
  ...{ out: 'out', json: false, quiet: true, allowProduction: false, driver: 'k6', list: false },
} as unknown as LoadFlags;

test('an authority of the user’s own is refused where k6 would not look at it', async () => {
  const { config, ...prepared } = await prepare('steady', flags);
  const own = { ...prepared, config: { ...config, connect: { ...config.connect, ca: 'ca.pem' } } };
  expect(() => refuseBeyondK6(own, 'linux')).not.toThrow();
  expect(() => refuseBeyondK6({ ...prepared, config }, 'darwin')).not.toThrow();
  for (const [platform, name] of [
    ['darwin', 'macOS'],
    ['win32', 'Windows'],
  ] as const) {
    expect(() => refuseBeyondK6(own, platform)).toThrow(
      `On ${name} k6 trusts whom the system trusts, and takes no connect.ca: have the system trust`,
    );
  }
});
