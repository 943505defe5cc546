import { type Act, sameId } from './matching.ts';
import type { Participant, Role } from './participant.ts';

/** A name, and where its bearer is, unless that is where everybody is: `nora (on node 2)`. */
export function titleOf({ name, role }: Participant): string {
  const { node, over, through } = role;
  const places = [
    ...(node && !name.includes('node') ? [node < 0 ? 'on the last node' : `on node ${node + 1}`] : []),
    ...(over ? [`over ${over} alone`] : []),
    ...(through ? ['behind a proxy'] : []),
  ];
  return places.length > 0 ? `${name} (${places.join(', ')})` : name;
}

/** How one connects, behind what is said of it: ` over polling alone on node 2`. */
export function describedRole({ over, node }: Role): string {
  const where = node && (node < 0 ? 'the last node' : `node ${node + 1}`);
  return `${over ? ` over ${over} alone` : ''}${where ? ` on ${where}` : ''}`;
}

/** Why somebody must not get what an act causes, behind the name: `, who has not joined conversation 5`. */
export function exclusionOf({ role, follows }: Participant, act: Act): string {
  if (role.stranger) return ', who belongs to another business';
  const { conversation_id: place = act.place } = act.identity as { conversation_id?: unknown };
  const isOutside = place !== undefined && ![...follows].some(({ id }) => sameId(id, place));
  return isOutside ? `, who has not joined conversation ${place}` : '';
}

const mostNamed = 4;

/** A list of which only the beginning is shown: `alice, bob and 19 more`. */
export function listed(items: readonly string[]): string {
  const shown = items.slice(0, mostNamed).join(', ');
  return items.length > mostNamed ? `${shown} and ${items.length - mostNamed} more` : shown;
}

/** `1 message`, `2 messages`. */
export function counted(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
