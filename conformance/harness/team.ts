import type { Id } from '../contract/index.ts';
import type { RunSettings } from './settings.ts';

/** Who is on a team of the target, where the configuration names its agents and where it does not. */
export function teamOf(
  { ids, stimuli, businesses }: Pick<RunSettings['target'], 'ids' | 'stimuli' | 'businesses'>,
  position: 0 | 1,
): Id[] {
  const business = businesses[position];
  if (!business || business.agents.length > 0) return business?.agents ?? [];
  const tokens =
    stimuli.kind === 'rest' ? new Map(Object.entries(stimuli.tokens)).get(business.id) : undefined;
  const withToken = Object.keys(tokens ?? {});
  // Whoever has a token is named by that, though in the form of a key.
  if (withToken.length > 0) return ids === 'number' ? withToken.map(asNumber) : withToken;
  return invented[ids === 'uuid' ? 'uuid' : 'number'][position];
}

function asNumber(id: string): Id {
  return Number.isSafeInteger(Number(id)) ? Number(id) : id;
}

const uuid = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;

/** Where nothing names agents, the hook is asked for these; one that knows better says so. */
const invented = {
  number: [
    [1, 2],
    [3, 4],
  ],
  uuid: [
    [uuid(1), uuid(2)],
    [uuid(3), uuid(4)],
  ],
} satisfies Record<string, [Id[], Id[]]>;
