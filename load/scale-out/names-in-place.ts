import { type Filled, UsageError } from '../../fixtures/targets/index.ts';

/*
 * Names of environment variables in place of what was filled in from there. It goes by the place and not by the text: a
 * secret that is short, or a part of something else, changes nothing but the field that asked for it.
 */

/** A place that holds the value of an environment variable; its path is that in the value which is treated. */
export type Place = Filled;

/** A text that is no name, as it stands in a text with names. */
const doubled = (text: string) => text.replaceAll('$', '$$$$');

/**
 * A copy in which these places hold `${NAME}`. What is a text besides becomes what `literal` makes of it; as a rule its
 * `$` are doubled, so that `withSecrets` gives back the value. Throws a `UsageError` for a place with another text in it.
 */
export function withNames<T>(value: T, places: readonly Place[], literal = doubled): T {
  const byPath = Map.groupBy(places, ({ path }) => keyOf(path));
  const walk = (part: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof part === 'string') return named(part, byPath.get(keyOf(path)) ?? [], literal);
    if (Array.isArray(part)) return part.map((item, index) => walk(item, [...path, index]));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  return walk(value, []) as T;
}

/** The texts between the names of a text in which `$` are doubled. */
export function literalParts(text: string): string[] {
  const parts = [''];
  for (const [token] of text.matchAll(/\$\$|\$\{\w+\}|[^$]+|\$/g)) {
    if (token.startsWith('${')) parts.push('');
    else parts.push(`${parts.pop()}${token === '$$' ? '$' : token}`);
  }
  return parts;
}

function named(text: string, places: readonly Place[], literal: (text: string) => string): string {
  let written = '';
  let from = 0;
  for (const { path, name, value, at } of places.toSorted((one, other) => one.at - other.at)) {
    // Blanks around a business's id are taken away when it is read.
    const begins = text.startsWith(value, at) ? at : text.indexOf(value, from);
    if (begins < from) {
      throw new UsageError(
        `${path.join('.')} does not hold what ${name} does: has the variable blanks at its ends? Take them away.`,
      );
    }
    written += `${literal(text.slice(from, begins))}\${${name}}`;
    from = begins + value.length;
  }
  return written + literal(text.slice(from));
}

function keyOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}
