import type { WorkerPlan } from '../../plan.ts';
import type { Place } from '../names-in-place.ts';

/** Every place of these secrets in the target of a plan, as if the environment had filled in each. The longest win. */
export function placesOf(
  { target }: Pick<WorkerPlan, 'target'>,
  secrets: ReadonlyMap<string, string>,
): Place[] {
  const longestFirst = [...secrets].sort(([, one], [, other]) => other.length - one.length);
  const places: Place[] = [];
  const walk = (part: unknown, path: PropertyKey[]): void => {
    if (typeof part !== 'string') {
      for (const [key, item] of Object.entries(part ?? {})) walk(item, [...path, key]);
      return;
    }
    let rest = part;
    for (const [name, value] of longestFirst) {
      for (let at = rest.indexOf(value); at >= 0; at = rest.indexOf(value)) {
        places.push({ path, name, value, at });
        rest = `${rest.slice(0, at)}${'\0'.repeat(value.length)}${rest.slice(at + value.length)}`;
      }
    }
  };
  walk(target, []);
  return places;
}
