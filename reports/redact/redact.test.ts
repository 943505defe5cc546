import { expect, test } from 'vitest';
import { conformanceResult, loadResult } from '../results/index.ts';
import { manifoldLoad, sampleResult, untrustedLoad } from '../samples/index.ts';
import { createRedactor, redactConformance, redactLoad } from './index.ts';

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const alphabet = [...'abXY01+/=-_.~ %&?#"\'\\<>\n\té€ß🦊'];

function secretOf(next: () => number): string {
  const length = 8 + Math.floor(next() * 24);
  return `k${Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join('')}k`;
}

const encodings: Record<string, (secret: string) => string> = {
  plain: (secret) => secret,
  'percent-encoded component': encodeURIComponent,
  'percent-encoded address': encodeURI,
  'percent-encoded in lower case': (secret) =>
    encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase()),
  'percent-encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  form: (secret) => new URLSearchParams({ x: secret }).toString().slice(2),
  base64: (secret) => Buffer.from(secret).toString('base64'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'base64 in a query': (secret) => encodeURIComponent(Buffer.from(secret).toString('base64')),
  JSON: (secret) => JSON.stringify(secret).slice(1, -1),
  'JSON in JSON': (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  'JSON in ASCII': (secret) =>
    JSON.stringify(secret)
      .slice(1, -1)
      .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'JSON with escaped slashes': (secret) => JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  HTML: (secret) =>
    secret.replace(
      /[&<>"']/g,
      (char) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }[char]};`,
    ),
};

test.each(Object.entries(encodings))('finds a secret written as %s', (_name, encode) => {
  const next = random(20260314);
  for (let round = 0; round < 200; round += 1) {
    const secret = secretOf(next);
    const { text } = createRedactor([secret]);
    expect(text(`before<${encode(secret)}>after`), JSON.stringify(secret)).toBe('before<[redacted]>after');
  }
});

test('finds a secret inside of a longer Base64 text, wherever it begins', () => {
  const secret = 'correct-horse-battery';
  const { text } = createRedactor([secret]);
  for (const user of ['', 'a', 'ab', 'abc', 'abcd']) {
    const encoded = Buffer.from(`${user}:${secret}:x`).toString('base64');
    const clean = text(encoded);
    expect(clean).toContain('[redacted]');
    expect(Buffer.from(clean.replace('[redacted]', ''), 'base64').toString()).not.toContain('horse');
  }
});

test('leaves nothing of secrets that overlap or contain one another', () => {
  const { text } = createRedactor(['hunter2', 'hunter2-and-more', 'xx-hunter']);
  expect(text('a hunter2-and-more b')).toBe('a [redacted] b');
  expect(text('xx-hunter2-and-more')).toBe('[redacted]');
  expect(createRedactor(['aba']).text('ababa')).toBe('[redacted]');
});

test('leaves no rest of a secret that was cut before anybody looked for it', () => {
  const next = random(31);
  for (let round = 0; round < 300; round += 1) {
    const secret = secretOf(next) + secretOf(next);
    const { text } = createRedactor([secret]);
    const at = 8 + Math.floor(next() * (secret.length - 16));
    const [head, tail] = [secret.slice(0, at), secret.slice(at)];
    // A run of backslashes counts as one character, half of a character as none, and a space may belong to the mark.
    if (/[\\ ]$/.test(head) || /^[\\ ]/.test(tail) || !head.isWellFormed()) continue;
    expect(text(`a<${head} … 12 more … ${tail}>b`), secret).toBe('a<[redacted] … 12 more … [redacted]>b');
    expect(text(`a<${head}…`), secret).toBe('a<[redacted]…');
    expect(text(`a<${JSON.stringify(head).slice(1, -1)}…`), secret).toBe('a<[redacted]…');
  }
});

test('what merely begins like a secret, or stands beside an ellipsis, stays', () => {
  const { text } = createRedactor(['acme-token-1']);
  for (const same of ['acme', '"acme"', 'acm … 5 more … en-', 'the business acme-t', '…', 'acme, and more …'])
    expect(text(same)).toBe(same);
});

test('a second pass changes nothing', () => {
  const next = random(7);
  for (let round = 0; round < 300; round += 1) {
    const secrets = [secretOf(next), 'red', 'redacted', '[re'];
    const { text } = createRedactor(secrets);
    const input = `x ${secrets[0]} red [redacted] https://u:p@h/?token=${encodeURIComponent(secrets[0] ?? '')} Bearer ab12cd34`;
    const once = text(input);
    expect(text(once)).toBe(once);
    expect(once).not.toContain(secrets[0]);
  }
});

test.each([
  ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
  ['{"authorization":"Basic dTpw"}', '{"authorization":"Basic [redacted]"}'],
  ['{\\"Authorization\\":\\"Bearer abc\\"}', '{\\"Authorization\\":\\"Bearer [redacted]\\"}'],
  ['curl -H "authorization: tok" x', 'curl -H "authorization: [redacted]" x'],
  ['sent Bearer eyJhbGciOi.J9 along', 'sent Bearer [redacted] along'],
  ['redis://user:p@ss@host:6379/0', 'redis://[redacted]@host:6379/0'],
  ['http:\\/\\/u:p@h\\/x', 'http:\\/\\/[redacted]@h\\/x'],
  ['/x?token=abc&room=1', '/x?token=[redacted]&room=1'],
  ['/x?a=1&api_key=abc#y', '/x?a=1&api_key=[redacted]#y'],
  ['?client-secret=s1;access_token=t2', '?client-secret=[redacted];access_token=[redacted]'],
  ['?next=%2Fx%3FapiKey%3Dabc', '?next=%2Fx%3FapiKey%3D[redacted]'],
])('takes the credential out of %s', (input, output) => {
  expect(createRedactor([]).text(input)).toBe(output);
});

test.each([
  'The bearer of this message is welcome. Basic operations. A bearer token is missing.',
  'http://127.0.0.1:4100/socket.io/?EIO=4&transport=polling&sid=Xq3Jw0yq1bT6AAAB',
  'mail ada@example.com, or see https://example.com/@ada',
  'alice sent {"content":"token","conversation_id":4711}',
])('leaves %s alone', (text) => {
  expect(createRedactor(['', ' ', 'not-in-here']).text(text)).toBe(text);
});

test('deep treats keys and values, keeps the shape and the original', () => {
  const { deep } = createRedactor(['s3cret', 'other']);
  const original = {
    's3cret-key': ['s3cret', 1, null, { nested: 'x s3cret y' }],
    ok: true,
    s3cret: 1,
    other: 2,
  };
  expect(deep(original)).toEqual({
    '[redacted]-key': ['[redacted]', 1, null, { nested: 'x [redacted] y' }],
    ok: true,
    '[redacted]': 1,
    '[redacted] (2)': 2,
  });
  expect(original.ok).toBe(true);
  expect(original['s3cret-key']).toContain('s3cret');
});

test('deep survives what only an attacker sends', () => {
  const { deep } = createRedactor(['s3cret']);
  const polluting = JSON.parse('{"__proto__":{"polluted":"s3cret"}}');
  expect(JSON.stringify(deep(polluting))).toBe('{"__proto__":{"polluted":"[redacted]"}}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  const nested = JSON.parse(`${'['.repeat(50_000)}"s3cret"${']'.repeat(50_000)}`);
  expect(JSON.stringify(deep(nested))).not.toContain('s3cret');
});

test('a hostile text does not make it slow', () => {
  const { text } = createRedactor(['s3cret\\\\\\\\\\\\\\\\\\\\end', 'correct-horse']);
  const length = 200_000;
  const patterns = [
    'a',
    '\\',
    '%25',
    'token',
    'a-',
    'http:',
    '://',
    'Bearer ',
    'authorization:',
    's3cret\\',
    ' ',
  ];
  const startedAtMs = performance.now();
  for (const pattern of patterns) text(pattern.repeat(length / pattern.length));
  expect(performance.now() - startedAtMs).toBeLessThan(5_000);
});

test('a result stays valid even when a secret is spelled like a word of the file format', () => {
  const result = sampleResult();
  const redactor = createRedactor([
    'pass',
    'fail',
    'message',
    'got',
    'url',
    'conformance',
    '1',
    'carrier-pigeon',
  ]);
  const clean = redactConformance(result, redactor);
  expect(conformanceResult.safeParse(clean).error).toBeUndefined();
  expect(clean.clauses.find(({ id }) => id === 'TRN-6')?.expected).toContain('[redacted]');
  expect(clean.clauses.map(({ id }) => id)).toEqual(result.clauses.map(({ id }) => id));
});

test('no secret survives in any text of a result', () => {
  const secret = 'tök"en/1';
  const tainted = JSON.parse(JSON.stringify(sampleResult()), (key, value: unknown) =>
    typeof value === 'string' &&
    ['payload', 'message', 'expected', 'actual', 'choice', 'answer', 'rerun'].includes(key)
      ? `${value} ${secret} ${encodeURIComponent(secret)}`
      : value,
  );
  tainted.target.nodes.push(`http://u:${secret}@h`);
  tainted.notes.push(JSON.stringify({ secret }));
  const written = JSON.stringify(
    redactConformance(conformanceResult.parse(tainted), createRedactor([secret])),
  );
  expect(written).not.toContain('tök');
  expect(written).not.toContain('t%C3%B6k');
});

/** What a schema lets be one of a few words, and what this suite alone writes: numbers in disguise, names of its own. */
const ownWords =
  /^(kind|driver|verdict|unit|by|startedAt|name|version|node|platform|cpuModel|slo|remark|\w*[hH]istogram)$/;

test.each([
  ['manifold', manifoldLoad()],
  ['untrusted', untrustedLoad()],
])('no secret survives in a text of a %s load result that may be foreign', (_name, result) => {
  const secret = 'tök"en/1';
  const tainted = JSON.parse(JSON.stringify(result), (key, value: unknown) =>
    typeof value === 'string' && (!ownWords.test(key) || value === 'node 1')
      ? `${value} ${secret} ${encodeURIComponent(secret)}`
      : value,
  );
  const clean = redactLoad(loadResult.parse(tainted), createRedactor([secret]));
  const written = JSON.stringify(clean);
  expect(written).not.toContain('tök');
  expect(written).not.toContain('t%C3%B6k');
  expect(loadResult.safeParse(clean).error).toBeUndefined();
});

test('a load result without secrets stays as it is', () => {
  const result = manifoldLoad();
  const clean = redactLoad(result, createRedactor(['met', 'load', 'artillery', 'ms']));
  expect(loadResult.parse(clean).slo).toEqual(result.slo);
  expect(JSON.parse(JSON.stringify(redactLoad(result, createRedactor([]))))).toEqual(
    JSON.parse(JSON.stringify(result)),
  );
});
