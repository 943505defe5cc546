import http from 'k6/http';
import type { Stimulate } from '../../../conformance/harness/stimulus.ts';
import { stimulusRequest } from '../../../conformance/harness/stimulus-request.ts';
import { askedAt, neverAsked, nothingListens, requireSuccess, Unanswered } from '../../journeys/answers.ts';
import type { WorkerPlan } from '../../plan.ts';

/*
 * Takes the place of `journeys/stimulate.ts`: stimuli over k6's HTTP. Modules, which are Node's, are refused before a run.
 */

/** k6 tells failures by number: this is a connection that was refused. */
const refused = 1212;
/** Of DNS, of opening a connection, and of TLS: https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
const ofConnecting = [
  { from: 1100, to: 1199 },
  { from: 1210, to: 1219 },
  { from: 1300, to: 1399 },
];
/** For some certificates it has no number of their own. */
const distrusted = /^(tls: failed to verify certificate|x509): /;

/** Throws an `Unanswered` for what was sent and not answered within the bound. */
export function stimulateOver(stimuli: WorkerPlan['target']['stimuli'], boundMs: number): Stimulate {
  return async (name, fields) => {
    if (stimuli.kind !== 'hook' && stimuli.kind !== 'rest')
      throw new Error('There are no stimuli to be had.');
    const { url, method, headers, body } = stimulusRequest(stimuli, name, fields);
    const asked = askedAt(`The stimulus ${name}`, url);
    const bounds = { timeout: boundMs, redirects: 0, tags: { name: 'stimulus' } } as const;
    const answer = await http.asyncRequest(method, url, body ?? null, { headers, ...bounds });
    if (answer.error_code === refused) throw nothingListens(asked);
    if (isOfConnecting(answer.error_code, answer.error)) throw neverAsked(asked, answer.error);
    if (answer.status === 0) throw new Unanswered(`${asked} was not answered: ${answer.error}`);
    requireSuccess(asked, answer.status, String(answer.body ?? ''));
  };
}

function isOfConnecting(code: number, error: string): boolean {
  return ofConnecting.some(({ from, to }) => code >= from && code <= to) || distrusted.test(error);
}
