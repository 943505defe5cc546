import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { printable } from '../../fixtures/targets/printable.ts';
import { trusting } from './authorities.ts';
import { bundleScript } from './bundle.ts';
import { requireK6 } from './index.ts';
import { charactersShown, examples } from './testing/characters.ts';
import { k6Absent } from './testing/k6.ts';

/* What the journeys have in common with Node's has to do in k6's JavaScript what it does there. */

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-in-k6-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a script of the tests says in k6, as JSON. */
async function toldInK6(name: string, env: Record<string, string> = {}): Promise<unknown> {
  const script = join(folder, `${name}.js`);
  await bundleScript(script, { entry: join(import.meta.dirname, 'testing', `${name}.ts`) });
  const args = ['run', '--quiet', '--address', '', '--no-usage-report', '--log-format', 'raw', script];
  const { stdout, stderr } = await promisify(execFile)(await requireK6(), args, {
    cwd: folder,
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
    timeout: 100_000,
    killSignal: 'SIGKILL',
  });
  const line = `${stdout}\n${stderr}`.split('\n').find((one) => one.startsWith('{'));
  expect(line, `${stdout}${stderr}`).toBeDefined();
  return JSON.parse(line as string);
}

test.skipIf(k6Absent !== undefined)(
  'every character is shown, or not shown, as in Node',
  { timeout: 180_000 },
  async () => {
    expect(await toldInK6('characters')).toEqual({
      sums: charactersShown(),
      shown: examples.map((text) => printable(text)),
      formed: examples.map((text) => text.toWellFormed()),
    });
  },
);

test.skipIf(k6Absent !== undefined)(
  'what never got a connection was never asked for; what was not answered may have been done',
  { timeout: 180_000 },
  async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const [unanswered, ...never] = [
      `http://127.0.0.1:${port}/stimulus`,
      // Its answer to a greeting of TLS is none.
      `https://127.0.0.1:${port}/stimulus`,
      'http://nobody.invalid/stimulus',
      'http://127.0.0.1:1/stimulus',
    ];
    const told = await toldInK6('stimuli', { TEST_URLS: [unanswered, ...never].join(' ') });
    silent.closeAllConnections();
    silent.close();
    expect(told).toEqual({
      [unanswered as string]: { unanswered: true, message: expect.stringMatching(/was not answered/) },
      ...Object.fromEntries(
        never.map((url) => [
          url,
          { unanswered: false, message: expect.stringMatching(/never asked for|nothing listens/) },
        ]),
      ),
    });
  },
);

/** A server over TLS with a certificate that is its own authority; made by openssl, since Node can make none. */
async function secure(name: string): Promise<{ url: string; ca: string; close: () => void }> {
  const [keyFile, certFile] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj';
  const names = [`/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', keyFile, '-out', certFile];
  await promisify(execFile)('openssl', [...request.split(' '), ...names, ...files]);
  const [key, ca] = await Promise.all([readFile(keyFile, 'utf8'), readFile(certFile, 'utf8')]);
  const server = createSecureServer({ key, cert: ca }, (_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `https://127.0.0.1:${port}/stimulus`, ca, close };
}

const openssl = await promisify(execFile)('openssl', ['version']).then(
  () => true,
  () => false,
);

// Elsewhere Go goes by the list of the system alone.
test.skipIf(k6Absent !== undefined || !openssl || process.platform !== 'linux')(
  'an authority of the target’s is trusted beside all others',
  { timeout: 180_000 },
  async () => {
    const [target, stimuli, nobody] = await Promise.all(['target', 'stimuli', 'nobody'].map(secure));
    vi.stubEnv('SSL_CERT_FILE', join(folder, 'stimuli.pem'));
    const env = await trusting(target?.ca ?? '', folder).finally(() => vi.unstubAllEnvs());
    const urls = [target, stimuli, nobody].map((server) => server?.url ?? '');
    const told = await toldInK6('stimuli', { ...(env as Record<string, string>), TEST_URLS: urls.join(' ') });
    for (const server of [target, stimuli, nobody]) server?.close();
    // Whom nobody trusts has never been asked.
    const message = expect.stringMatching(/never asked for.*x509/);
    expect(told).toEqual({ [urls[2] as string]: { unanswered: false, message } });
    const all = await readFile(env.SSL_CERT_FILE ?? '', 'utf8');
    for (const one of getCACertificates('default')) expect(all.includes(one)).toBe(true);
  },
);
