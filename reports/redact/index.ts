import { base64Forms, cutForms, textForm } from './forms.ts';

export { redactClause, redactConformance } from './conformance.ts';
export { redactLoad } from './load.ts';

/** Stands where a secret was. */
export const marker = '[redacted]';

/** Takes secrets out of what is about to be shown or kept. Both methods give the same for what they gave before. */
export interface Redactor {
  /** The text without secrets, whichever way they are encoded, and without what looks like credentials. */
  text(text: string): string;
  /** A copy of JSON-like data with every string, in keys and in values, treated by `text`. */
  deep<T>(value: T): T;
}

/**
 * What looks like a credential, though nobody named it a secret. The first group stays.
 * The quantifiers are bounded: a hostile text must not make matching slow.
 */
const credentials = [
  // Authorization: Bearer abc, "authorization":"Basic abc", proxy-authorization=abc
  /((?<![\w-])(?:proxy-)?authorization\\{0,4}["']?\s{0,4}[:=]\s{0,4}\\{0,4}["']?(?:[a-z][\w-]{0,20}[ +])?)(?:\[redacted\]|[^\s"'\\,;<>]+)/gi,
  // Bearer abc123 on its own; a digit, an inner dot or the length keeps ordinary words apart
  /((?<![\w-])(?:bearer|basic)\s{1,4})(?=[\w~+/-]{0,64}(?:\d|=|\.\w)|[\w~+/-]{24})[\w.~+/=-]{6,}/gi,
  // https://user:password@host, also with the slashes escaped as in JSON
  /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:(?:\\{0,4}\/){2})[^\s/?#"'<>\\]+(?=@)/gi,
  // ?token=abc, &api_key=abc, client-secret=abc, accessToken%3Dabc
  /((?<![\w.-])[\w.-]{0,40}(?:token|(?:api|access|private|secret)[_-]?key|secret|passw(?:or)?d|signature|credentials?)(?:=|%3d))[^\s&#;,"'<>\\]+/gi,
];

/**
 * A redactor for these secrets; blank ones are ignored. A secret is found plainly, percent-encoded, JSON-escaped,
 * HTML-escaped and in Base64 or Base64url, and also where an ellipsis cut it. Where secrets overlap, all of them go.
 */
export function createRedactor(secrets: string[]): Redactor {
  const wanted = [...new Set(secrets)].filter((secret) => secret.trim() !== '');
  // Longest first, so that a secret inside a longer one leaves no rest of it behind.
  wanted.sort((one, other) => other.length - one.length);
  const patterns = wanted.map(
    (secret) => new RegExp([textForm(secret), ...base64Forms(secret), ...cutForms(secret)].join('|'), 'g'),
  );
  const text = (input: string) => credentials.reduce(blankCredential, blankSecrets(input, patterns));
  return { text, deep: <T>(value: T) => deep(value, text, 0) as T };
}

function blankCredential(text: string, pattern: RegExp): string {
  return text.replace(pattern, (_match, kept: string) => kept + marker);
}

/** Replaces every stretch that a pattern covers; stretches that touch or overlap become one marker. */
function blankSecrets(text: string, patterns: RegExp[]): string {
  const covered = patterns.flatMap((pattern) => stretches(text, pattern)).sort((a, b) => a.from - b.from);
  if (covered.length === 0) return text;
  let clean = '';
  let done = 0;
  for (const { from, to } of covered) {
    if (from > done || done === 0) clean += text.slice(done, from) + marker;
    done = Math.max(done, to);
  }
  return clean + text.slice(done);
}

/** Also overlapping ones: of `aaa` with the secret `aa`, nothing may stay. Markers that are already there do. */
function stretches(text: string, pattern: RegExp): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [from, to] = [match.index, match.index + match[0].length];
    if (!insideMarker(text, from, to)) found.push({ from, to });
    pattern.lastIndex = from + 1;
  }
  return found;
}

function insideMarker(text: string, from: number, to: number): boolean {
  const start = text.lastIndexOf(marker, from);
  return start !== -1 && to <= start + marker.length;
}

/** Deeper data is nothing that this suite makes; a bound keeps a hostile payload from exhausting the stack. */
const deepest = 500;

function deep(value: unknown, text: (input: string) => string, depth: number): unknown {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '[nested too deeply to show]';
  if (Array.isArray(value)) return value.map((entry) => deep(entry, text, depth + 1));
  const entries = Object.entries(value).map(
    ([key, entry]) => [text(key), deep(entry, text, depth + 1)] as const,
  );
  return Object.fromEntries(distinct(entries));
}

/** Two keys may read the same once their secrets are gone; both entries stay. */
function distinct(entries: (readonly [string, unknown])[]): (readonly [string, unknown])[] {
  const taken = new Set<string>();
  return entries.map(([key, value]) => {
    let free = key;
    for (let copy = 2; taken.has(free); copy += 1) free = `${key} (${copy})`;
    taken.add(free);
    return [free, value] as const;
  });
}
