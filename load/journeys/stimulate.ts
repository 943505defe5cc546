import { Agent, request } from 'undici';
import { type SendRequest, type Stimulate, stimulator } from '../../conformance/harness/stimulus.ts';
import { mostStimuliAtOnce } from '../most-stimuli.ts';
import type { WorkerPlan } from '../plan.ts';
import { askedAt, nothingListens, requireSuccess, Unanswered } from './answers.ts';

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
      throw new Unanswered(`${asked} was not answered: ${message}`);
    }
    const text = await answer.body.text().catch(() => '');
    requireSuccess(asked, answer.statusCode, text);
  };
}
