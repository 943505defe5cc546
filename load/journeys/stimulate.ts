import { Agent, request } from 'undici';
import { type SendRequest, type Stimulate, stimulator } from '../../conformance/harness/stimulus.ts';
import { mostStimuliAtOnce } from '../most-stimuli.ts';
import type { WorkerPlan } from '../plan.ts';
import { askedAt, neverAsked, nothingListens, requireSuccess, Unanswered } from './answers.ts';

/*
 * How stimuli are sent from Node. In k6 `load/k6/script/stimulate.ts` takes its place.
 */

/** Throws an `Unanswered` for what was sent and not answered within the bound. */
export function stimulateOver(stimuli: WorkerPlan['target']['stimuli'], boundMs: number): Stimulate {
  const timeouts = { event: boundMs / 2, quiet: 'auto' } as const;
  return stimulator({ target: { stimuli, timeouts } }, keptAlive());
}

/** Requests over a bounded number of connections, which are kept. */
function keptAlive(): SendRequest {
  const dispatcher = new Agent({ connections: mostStimuliAtOnce, pipelining: 1 });
  return async (what, url, boundMs, { method, headers, body }) => {
    const limits = { headersTimeout: boundMs, bodyTimeout: boundMs };
    const asked = askedAt(what, url);
    let answer: Awaited<ReturnType<typeof request>>;
    try {
      answer = await request(url, {
        ...limits,
        dispatcher,
        method: method as 'POST',
        headers,
        body: body ?? null,
      });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') throw nothingListens(asked);
      if (isOfConnecting(error as NodeJS.ErrnoException))
        throw neverAsked(asked, message || code || 'unknown');
      throw new Unanswered(`${asked} was not answered: ${message}`);
    }
    const text = await answer.body.text().catch(() => '');
    requireSuccess(asked, answer.statusCode, text);
  };
}

/** No address, no way there, or somebody whom it does not trust: codes that come before there is a connection. */
const beforeConnected =
  /^(ENOTFOUND|EAI_[A-Z]+|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_[A-Z0-9_]*HANDSHAKE[A-Z_]*|(UNABLE_TO|CERT|SELF_SIGNED|DEPTH_ZERO)_[A-Z_]+)$/;

/** Whether an error is one of connecting; of those that a connection can meet later, too, the call tells. */
function isOfConnecting(error: NodeJS.ErrnoException & { errors?: unknown[] }): boolean {
  // One for each address of a name, all of them tried in vain.
  const each = error.errors ?? [error];
  return each.every((one) => {
    const { code = '', syscall } = one as NodeJS.ErrnoException;
    return beforeConnected.test(code) || syscall === 'connect';
  });
}
