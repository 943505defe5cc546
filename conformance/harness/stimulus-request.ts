import { type Id, restRoutes, type StimulusFields, type StimulusName } from '../contract/index.ts';
import type { RunSettings } from './settings.ts';
import { NotTestable } from './verdicts.ts';

/** A request as HTTP has it. */
export interface Asked {
  method: string;
  headers: Record<string, string>;
  body?: string;
}

type Stimuli = RunSettings['target']['stimuli'];
type RestStimuli = Extract<Stimuli, { kind: 'rest' }>;

/** The request that stimulates the target. Throws `NotTestable` where there is none for it. */
export function stimulusRequest<Name extends StimulusName>(
  stimuli: Extract<Stimuli, { kind: 'hook' | 'rest' }>,
  name: Name,
  fields: StimulusFields[Name],
): Asked & { url: string } {
  if (stimuli.kind === 'rest') return restRequest(stimuli, name, fields as unknown as Record<string, Id>);
  return {
    url: stimuli.url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...stimuli.headers },
    body: JSON.stringify({ stimulus: name, ...fields }),
  };
}

function restRequest(
  stimuli: RestStimuli,
  name: StimulusName,
  fields: Record<string, Id>,
): Asked & { url: string } {
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
  const token = tokenOf(stimuli, String(business_id), String(actor));
  return {
    url: `${originOf(stimuli.url)}${call.path}`,
    method: call.method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(call.body ? { 'content-type': 'application/json' } : {}),
    },
    body: call.body ? JSON.stringify(call.body) : undefined,
  };
}

/** The routes are absolute paths. Not by `URL`, which k6 does not have. */
function originOf(url: string): string {
  return /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? url;
}

/** The routes know who acts by the bearer token alone, so it has to be that of this agent of this business. */
function tokenOf({ tokens }: RestStimuli, business: string, agent: string): string {
  const known = Object.hasOwn(tokens, business) ? (tokens[business] ?? {}) : {};
  const token = Object.hasOwn(known, agent) ? known[agent] : undefined;
  if (token) return token;
  const entry = JSON.stringify({ [business]: { [agent]: `\${TOKEN}` } });
  const agents = Object.keys(known);
  const others = agents.length > 0 ? `agent ${agents.join(', ')} alone` : 'no agent of it';
  throw new NotTestable(
    `There is no bearer token for agent ${agent} of business ${business}: configure it as stimuli.tokens: ${entry}. So far there is one for ${others}.`,
  );
}
