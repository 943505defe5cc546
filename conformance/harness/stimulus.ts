import { pathToFileURL } from 'node:url';
import type { Id, StimulusFields, StimulusName } from '../contract/index.ts';
import { payloadText, shorten } from './evidence.ts';
import type { RunSettings } from './settings.ts';
import { type Asked, stimulusRequest } from './stimulus-request.ts';
import { NotTestable } from './verdicts.ts';
import { dispatcherFor, exchange, limits } from './wire/index.ts';

/** Makes the target emit something that no client event triggers. Resolves when it is done, or under way. */
export type Stimulate = <Name extends StimulusName>(
  name: Name,
  fields: StimulusFields[Name],
) => Promise<void>;

/**
 * The configured way to stimulate the target; `send` carries out its HTTP requests.
 * Throws `NotTestable`, with the answer quoted, when a stimulus is not supported or not accepted.
 */
export function stimulator(settings: StimulusSettings, send: SendRequest = request): Stimulate {
  const { stimuli, timeouts } = settings.target;
  const boundMs = 2 * timeouts.event;
  switch (stimuli.kind) {
    case 'hook':
    case 'rest':
      return async (name, fields) => {
        const { url, ...asked } = stimulusRequest(stimuli, name, fields);
        await send(`The stimulus ${name}`, url, boundMs, asked);
      };
    case 'module':
      return (name, fields) => callModule(stimuli.path, name, fields as AnyFields);
    case 'none':
      return async (name) => {
        throw new NotTestable(
          `The stimulus ${name} is needed, and no stimuli are configured (--hook URL, or "stimuli").`,
        );
      };
  }
}

/** What there is to know for it. */
export interface StimulusSettings {
  target: Pick<RunSettings['target'], 'stimuli' | 'timeouts'>;
}

/** Sends a request; throws when it is not answered with a 2xx within that many milliseconds. */
export type SendRequest = (what: string, url: string, boundMs: number, asked: Asked) => Promise<void>;

type AnyFields = Record<string, Id>;

async function callModule(path: string, name: StimulusName, fields: AnyFields): Promise<void> {
  let functions: Record<string, unknown>;
  try {
    functions = await import(pathToFileURL(path).href);
  } catch (error) {
    throw new NotTestable(`The stimulus module ${path} could not be loaded: ${(error as Error).message}`);
  }
  const stimulate = functions[name] ?? (functions.default as Record<string, unknown> | undefined)?.[name];
  if (typeof stimulate !== 'function')
    throw new NotTestable(`The stimulus module ${path} exports no function ${name}.`);
  try {
    await stimulate(fields);
  } catch (error) {
    throw new NotTestable(
      `The stimulus ${name} of ${path} threw: ${shorten(String((error as Error)?.message ?? error), 300)}`,
    );
  }
}

/**
 * A connection for every request: a hook may close one that was kept alive just when the next request is on its way, and
 * what became of that nobody could tell.
 */
const dispatcher = dispatcherFor({});

async function request(what: string, url: string, boundMs: number, asked: Asked): Promise<void> {
  const answer = await exchange(dispatcher, {
    ...asked,
    url: new URL(url),
    bound: { totalMs: boundMs },
    maxBodyBytes: limits.evidenceBytes,
  });
  const unsent = (reason: string) => new NotTestable(`${what} could not be sent to ${url}: ${reason}.`);
  const timeout = `timeout, there was no answer within ${boundMs} ms`;
  if (answer.kind === 'no-answer') throw unsent(answer.reason === 'timeout' ? timeout : answer.error);
  if (answer.cut === 'too-slow') throw unsent(timeout);
  const { status, body } = answer;
  if (status >= 200 && status < 300) return;
  if (status === 501) throw new NotTestable(`${what} is not supported there (HTTP 501).`);
  throw new NotTestable(`${what} was answered with HTTP ${status}: ${payloadText([body])}`);
}
