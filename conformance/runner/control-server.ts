import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Target } from '../../fixtures/targets/target.ts';
import type { ControlAction } from '../contract/index.ts';

/**
 * Lets the checks, which run in test workers, stop and start parts of the target that this process owns:
 * `POST <url>/<action>` answers 204 when done, 404 for an action that nobody can carry out, 500 with the reason.
 * Loopback only, under a path that cannot be guessed.
 */
export async function serveControl(
  control: Target['control'],
): Promise<{ url: string; close(): Promise<void> }> {
  const prefix = `/${randomBytes(12).toString('hex')}/`;
  const server = createServer((request, response) => void answer(control, prefix, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${prefix.slice(0, -1)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  control: Target['control'],
  prefix: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const name = request.url?.startsWith(prefix) ? request.url.slice(prefix.length) : '';
  const action = Object.hasOwn(control, name) ? control[name as ControlAction] : undefined;
  if (request.method !== 'POST' || !action) return response.writeHead(404).end(`There is no action ${name}.`);
  try {
    await action();
    return response.writeHead(204).end();
  } catch (error) {
    return response.writeHead(500).end(error instanceof Error ? error.message : String(error));
  }
}
