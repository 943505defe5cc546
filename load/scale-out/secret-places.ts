/*
 * Texts in which secrets stand as `${NAME}`. A `$` of the text itself is doubled. Needs nothing of Node: k6 fills them
 * in as well.
 */

/** Secrets by the name of the environment variable that holds them. */
export type Secrets = ReadonlyMap<string, string>;

/** A copy with the secrets in the places of their names. Throws an `Error` that names a variable which is not listed, or not set. */
export function withSecrets(
  value: unknown,
  listed: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): unknown {
  for (const name of listed) if (env[name] === undefined) throw notSet(name);
  return mapTexts(value, (text) =>
    text.replace(/\$\$|\$\{(\w+)\}/g, (whole, name?: string) => {
      if (name === undefined) return '$';
      if (!listed.includes(name))
        throw new Error(`The plan asks for ${whole}, which its list of secrets lacks.`);
      return env[name] as string;
    }),
  );
}

/** A text of which nobody knows what it holds, without these secrets. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets
    .filter((secret) => secret !== '')
    .sort((one, other) => other.length - one.length);
  return longestFirst.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}

function notSet(name: string): Error {
  return new Error(
    `The worker needs the environment variable ${name}, which is not set. Give it to every worker, as a secret of the platform it runs on, and start the run again.`,
  );
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
