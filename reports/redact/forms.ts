/**
 * The forms in which a secret may travel. Each becomes the source of a regular expression, because encoders differ
 * in what they encode: a query parameter may escape only some characters, JSON may or may not escape `é` or `/`.
 */

/** Matches the secret written plainly, percent-encoded (also twice), JSON-escaped (also twice) or as HTML, in any mixture. */
export function textForm(secret: string): string {
  return charForms(secret).join('');
}

/** A shorter rest of a secret says little, and may be there by chance. */
const shortestRest = 4;

/**
 * Matches what is left of the secret beside an ellipsis: whoever shortened the text did not know that there was a
 * secret in it. Its beginning stands before the mark, its end behind.
 */
export function cutForms(secret: string): string[] {
  const forms = charForms(secret);
  if (forms.length <= shortestRest) return [];
  const beginning = forms.slice(shortestRest).reduceRight((rest, form) => `(?:${form}${rest})?`, '');
  const end = forms.slice(0, -shortestRest).reduce((rest, form) => `(?:${rest}${form})?`, '');
  return [
    `${forms.slice(0, shortestRest).join('')}${beginning}(?= ?…)`,
    `(?<=… ?)${end}${forms.slice(-shortestRest).join('')}`,
  ];
}

function charForms(secret: string): string[] {
  return (secret.match(/\\+|./gsu) ?? []).map(charForm);
}

function charForm(char: string): string {
  // A run of backslashes is taken as one: each on its own could stand for the next, which makes matching slow.
  if (char.startsWith('\\'))
    return `(?:${backslashes(char.length)}|(?:${unicodeEscape('\\')}|${percent('\\')})+)`;
  const forms = [literal(char), percent(char), unicodeEscape(char)];
  const short = shortEscapes[char];
  if (short) forms.push(short);
  const entity = entities[char];
  if (entity) forms.push(entity);
  if (char === ' ') forms.push('\\+');
  return `(?:${forms.join('|')})`;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function backslashes(count: number): string {
  return `\\\\{${count},${4 * count}}`;
}

/** `%2F`, either case; `%252F` when it was encoded twice. A character is encoded as its UTF-8 bytes. */
function percent(char: string): string {
  return Array.from(Buffer.from(char, 'utf8'), (byte) => `%(?:25)*${eitherCase(byte, 2)}`).join('');
}

/** `\u00e9`, either case, with the backslash doubled when it was escaped twice. */
function unicodeEscape(char: string): string {
  const units = Array.from({ length: char.length }, (_, index) => char.charCodeAt(index));
  return units.map((unit) => `\\\\{1,4}u${eitherCase(unit, 4)}`).join('');
}

function eitherCase(value: number, digits: number): string {
  const hex = value.toString(16).padStart(digits, '0');
  return hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

const shortEscapes: Record<string, string> = {
  '"': '\\\\{1,4}"',
  '/': '\\\\{1,4}/',
  '\b': '\\\\{1,4}b',
  '\f': '\\\\{1,4}f',
  '\n': '\\\\{1,4}n',
  '\r': '\\\\{1,4}r',
  '\t': '\\\\{1,4}t',
};

const entities: Record<string, string> = {
  '&': '&(?:amp|#38|#x26);',
  '<': '&(?:lt|#60|#x3[cC]);',
  '>': '&(?:gt|#62|#x3[eE]);',
  '"': '&(?:quot|#34|#x22);',
  "'": '&(?:apos|#0?39|#x27);',
};

/** A shorter stretch of Base64 would be found in innocent text too often. */
const shortestBase64 = 8;

/**
 * Matches the secret in Base64 or Base64url, padded or not, also where it is only a part of what was encoded, as in
 * `Basic base64(user:secret)`: depending on what stands before it, a secret has three forms.
 */
export function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const inner = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const from = Math.ceil((offset * 8) / 6);
    const wholeChars = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(from, wholeChars);
  });
  const whole = bytes.toString('base64');
  return [
    ...(whole.length >= shortestBase64 ? [base64Form(whole.replace(/=+$/, '')) + padding(whole)] : []),
    ...inner.filter((text) => text.length >= shortestBase64).map(base64Form),
  ];
}

function base64Form(text: string): string {
  return text.replace(/[+/]/g, (char) => (char === '+' ? '(?:[-+]|%2[bB])' : '(?:[/_]|\\\\/|%2[fF])'));
}

function padding(base64: string): string {
  return base64.endsWith('=') ? '(?:=|%3[dD]){0,2}' : '';
}
