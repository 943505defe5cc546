import { UsageError } from '../../fixtures/targets/index.ts';
import type { WorkerPlan } from '../plan.ts';
import { literalParts } from './names-in-place.ts';

/*
 * What may be a secret, and does not come of the environment. Nobody can tell by the look of a short text whether it is
 * one, so it goes by the field: SCALE-OUT.md says which.
 */

/** Headers in which no secret travels. */
const openHeaders =
  /^(?:accept(?:-(?:charset|encoding|language))?|cache-control|content-(?:language|type)|dnt|from|host|origin|pragma|referer|user-agent)$/i;

/**
 * Throws a `UsageError` that names the field for one which may hold a secret and takes nothing from the environment, and
 * for one of these texts anywhere but in an address. `target`: with names in it, in place of what was filled in.
 */
export function refuseLiterals(target: WorkerPlan['target'], hidden: readonly string[]): void {
  const { headers, auth, businesses, path, stimuli } = target;
  const own = { 'connect.headers': headers, 'connect.auth': auth };
  const closed = { ...own, ...('headers' in stimuli ? { 'stimuli.headers': stimuli.headers } : {}) };
  for (const [where, group] of Object.entries(closed)) {
    const fields = Object.entries(group);
    const left = where.endsWith('headers') ? fields.filter(([name]) => !openHeaders.test(name)) : fields;
    for (const [name, value] of left) refuseIn(`${where}.${name}`, value);
  }
  if ('tokens' in stimuli) refuseIn('stimuli.tokens', stimuli.tokens);
  if ('url' in stimuli) for (const part of closedParts(stimuli.url)) refuseIn('stimuli.url', part);
  const texts = textsIn({ headers, auth, businesses, path, stimuli: withoutOrigin(stimuli) });
  const parts = texts.flatMap(literalParts);
  if (hidden.some((secret) => parts.some((part) => part.includes(secret))))
    throw literal('The configuration');
}

function refuseIn(where: string, value: unknown): void {
  const open = textsIn(value).some((text) => text !== '' && literalParts(text).length === 1);
  if (open || typeof value === 'number') throw literal(where);
}

/** Of an address: the name and the password in front of the host, and the values of its parameters. */
function closedParts(url: string): string[] {
  const [, user = ''] = /^\w+:\/\/([^/?#]*)@/.exec(url) ?? [];
  const [, query = ''] = /\?([^#]*)/.exec(url.replace(/#.*/s, '')) ?? [];
  const password = user.includes(':') ? user.slice(user.indexOf(':') + 1) : user;
  return [password, ...query.split('&').map((part) => part.slice(part.indexOf('=') + 1))];
}

/** Where something is, every report shows. */
function withoutOrigin(stimuli: WorkerPlan['target']['stimuli']): object {
  return 'url' in stimuli ? { ...stimuli, url: stimuli.url.replace(/^\w+:\/\/[^/?#]*/, '') } : stimuli;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function literal(where: string): UsageError {
  return new UsageError(
    `${where} holds what may be a secret as it is, and files for other hosts must not hold one. Put it into an environment variable, and write $${'{NAME}'} in its place.`,
  );
}
