import { pathToFileURL } from 'node:url';
import { type Id, restRoutes, type StimulusFields, type StimulusName } from '../contract/index.ts';
import { payloadText, shorten } from './evidence.ts';
import type { RunSettings } from './settings.ts';
import { NotTestable } from './verdicts.ts';

/** Makes the target emit something that no client event triggers. Resolves when it is done, or under way. */
export type Stimulate = <Name extends StimulusName>(
  name: Name,
  fields: StimulusFields[Name],
) => Promise<void>;

/**
 * The configured way to stimulate the target.
 * Throws `NotTestable`, with the answer quoted, when a stimulus is not supported or not accepted.
 */
export function stimulator(settings: RunSettings): Stimulate {
  const { stimuli, timeouts } = settings.target;
  const boundMs = 2 * timeouts.event;
  switch (stimuli.kind) {
    case 'hook':
      return (name, fields) =>
        request(`The stimulus ${name}`, stimuli.url, boundMs, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...stimuli.headers },
          body: JSON.stringify({ stimulus: name, ...fields }),
        });
    case 'rest':
      return (name, fields) => rest(stimuli, name, fields as AnyFields, boundMs);
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

type AnyFields = Record<string, Id>;
type RestStimuli = Extract<RunSettings['target']['stimuli'], { kind: 'rest' }>;

async function rest(
  stimuli: RestStimuli,
  name: StimulusName,
  fields: AnyFields,
  boundMs: number,
): Promise<void> {
  const { business_id, agent_id, assigned_by, conversation_id, content, status } = fields;
  const actor = name === 'assign_conversation' ? assigned_by : agent_id;
  const calls: Partial<Record<StimulusName, () => { method: string; path: string; body?: unknown }>> = {
    agent_message: () => ({
      method: restRoutes.agentMessage.method,
      path: restRoutes.agentMessage.path(conversation_id as Id),
      body: { content },
    }),
    set_agent_status: () => ({
      method: restRoutes.agentStatus.method,
      path: restRoutes.agentStatus.path(),
      body: { status },
    }),
    assign_conversation: () => ({
      method: restRoutes.assignConversation.method,
      path: restRoutes.assignConversation.path(conversation_id as Id, agent_id as Id),
    }),
  };
  const call = calls[name]?.();
  if (!call)
    throw new NotTestable(
      `The stimulus ${name} has no documented REST route; use a hook or a module for it.`,
    );
  const token = stimuli.tokens[String(business_id)]?.[String(actor)];
  if (!token) {
    throw new NotTestable(
      `There is no bearer token for agent ${actor} of business ${business_id} (stimuli.tokens).`,
    );
  }
  await request(`The stimulus ${name}`, new URL(call.path, stimuli.url).href, boundMs, {
    method: call.method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(call.body ? { 'content-type': 'application/json' } : {}),
    },
    body: call.body ? JSON.stringify(call.body) : null,
  });
}

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

async function request(what: string, url: string, boundMs: number, init: RequestInit): Promise<void> {
  let response: Response;
  let body: string;
  try {
    response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(boundMs) });
    body = await response.text();
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    throw new NotTestable(`${what} could not be sent to ${url}: ${cause?.message ?? message}.`);
  }
  if (response.ok) return;
  if (response.status === 501) throw new NotTestable(`${what} is not supported there (HTTP 501).`);
  throw new NotTestable(`${what} was answered with HTTP ${response.status}: ${payloadText([body])}`);
}
