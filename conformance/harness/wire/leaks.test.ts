import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { httpServer, socketIo } from './test-servers.ts';

/** Opens everything that this folder can open and lets go of it. A process that holds nothing then ends by itself. */
const program = `
  import { blockUpgrades, httpProbe, openPolling, openWebSocket, upgradeToWebSocket } from ${JSON.stringify(
    new URL('./index.ts', import.meta.url).href,
  )};
  const [target, mute] = process.argv.slice(1).map((origin) => ({ origin, path: '/socket.io', headers: {} }));
  for (const open of [openWebSocket, openPolling]) {
    for (const end of ['close', 'abandon']) {
      const connection = await open(target);
      await connection.connectNamespace();
      await connection.outcomeOfConnect(60_000);
      connection.waitFor(() => false, 60_000);
      await connection[end]();
    }
    const dropped = await open(target);
    await dropped.sendEngine('49');
    await dropped.closed;
    await open(mute, { timeoutMs: 50 }).catch(() => {});
  }
  const upgraded = await openPolling(target);
  const upgrade = await upgradeToWebSocket(upgraded);
  await upgrade.probe();
  await upgrade.finish();
  await upgraded.close();
  const halfway = await openPolling(target);
  await upgradeToWebSocket(halfway);
  await halfway.abandon();
  await httpProbe(target, { EIO: '4', transport: 'polling' });
  await httpProbe(mute, { timeoutMs: 50 });
  const proxy = await blockUpgrades(target.origin);
  const behind = { ...target, origin: proxy.origin };
  await openWebSocket(behind).catch(() => {});
  const polling = await openPolling(behind);
  await proxy.close();
  await polling.closed;
  console.log('all let go');
`;

test('holds nothing once everything is closed', async () => {
  const { target } = await socketIo();
  const { target: mute } = await httpServer(() => {});
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, target.origin, mute.origin], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toBe('all let go\n');
  const letGoAtMs = performance.now();
  expect(await exited).toEqual([0, null]);
  // A wait with a minute to go, or a connection kept for later, would hold the process for longer.
  expect(performance.now() - letGoAtMs).toBeLessThan(10_000);
});
