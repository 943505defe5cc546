import { Agent, type Dispatcher } from 'undici';
import { afterPatience } from '../patience.ts';
import { limits, type WireTarget } from './target.ts';

/** One HTTP request, with a bound on every step of its answer. */
export interface ExchangeRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string | Buffer;
  /** For the whole answer; or, where the server may take its time to begin (a long poll), for its body alone. */
  bound: { totalMs: number } | { bodyMs: number };
  maxBodyBytes: number;
  signal?: AbortSignal;
}

/** An answer, as far as it came. Everything in it is hostile. */
export interface HttpAnswer {
  kind: 'answer';
  status: number;
  /** Names in lower case; a list where the header came more than once. */
  headers: Record<string, string | string[]>;
  /** Read as UTF-8; the first part alone when `cut` is there. */
  body: string;
  /** Why the body is not whole: larger or slower than allowed, or broken off. */
  cut?: 'too-large' | 'too-slow' | 'broken-off';
  /** From request to the end of the answer. */
  tookMs: number;
}

/** No answer: nothing listens, TLS fails, what came is not HTTP, time is up, or the caller gave up. */
export interface HttpSilence {
  kind: 'no-answer';
  reason: 'network' | 'timeout' | 'aborted';
  error: string;
  tookMs: number;
}

/**
 * A dispatcher for one client. Every request gets a connection of its own: a poll sent on a kept-alive connection
 * that the server is just closing would look like a server that ended the session.
 */
export function dispatcherFor(target: Pick<WireTarget, 'ca'>): Agent {
  return new Agent({
    pipelining: 0,
    allowH2: false,
    connect: { timeout: limits.answerMs, ...(target.ca === undefined ? {} : { ca: target.ca }) },
  });
}

/** Sends one request and reads its answer within the bounds. Never rejects. */
export async function exchange(
  dispatcher: Dispatcher,
  request: ExchangeRequest,
): Promise<HttpAnswer | HttpSilence> {
  const startedAtMs = performance.now();
  const stop = new AbortController();
  let timedOut = false;
  const timeUp = () => {
    timedOut = true;
    stop.abort();
  };
  const signal = request.signal ? AbortSignal.any([request.signal, stop.signal]) : stop.signal;
  const { bound } = request;
  let callOff = 'totalMs' in bound ? afterPatience(bound.totalMs, timeUp) : undefined;
  try {
    const response = await dispatcher.request({
      origin: request.url.origin,
      path: request.url.pathname + request.url.search,
      method: request.method,
      headers: request.headers,
      body: request.body,
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    if ('bodyMs' in bound) callOff = afterPatience(bound.bodyMs, timeUp);
    const { body, whole } = await readBody(response.body, request.maxBodyBytes);
    const answer: HttpAnswer = {
      kind: 'answer',
      status: response.statusCode,
      headers: withoutGaps(response.headers),
      body: body.toString('utf8'),
      tookMs: performance.now() - startedAtMs,
    };
    if (whole === 'broken-off' && timedOut) answer.cut = 'too-slow';
    else if (whole !== true) answer.cut = whole;
    return answer;
  } catch (error) {
    const reason = timedOut ? 'timeout' : request.signal?.aborted ? 'aborted' : 'network';
    return { kind: 'no-answer', reason, error: reasonOf(error), tookMs: performance.now() - startedAtMs };
  } finally {
    callOff?.();
  }
}

interface BodyRead {
  body: Buffer;
  whole: true | 'too-large' | 'broken-off';
}

/** Copies into one buffer that grows: a body that trickles in byte by byte must not cost a buffer per byte. */
async function readBody(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<BodyRead> {
  let held = Buffer.alloc(Math.min(maxBytes, 16 * 1024));
  let size = 0;
  try {
    for await (const chunk of stream) {
      const part = chunk.subarray(0, maxBytes - size);
      if (size + part.length > held.length) {
        const larger = Buffer.alloc(Math.min(maxBytes, 2 * (size + part.length)));
        held.copy(larger, 0, 0, size);
        held = larger;
      }
      part.copy(held, size);
      size += part.length;
      // Leaving the loop destroys the stream and its connection.
      if (part.length < chunk.length) return { body: held.subarray(0, size), whole: 'too-large' };
    }
    return { body: held.subarray(0, size), whole: true };
  } catch {
    return { body: held.subarray(0, size), whole: 'broken-off' };
  }
}

function withoutGaps(headers: Record<string, string | string[] | undefined>): HttpAnswer['headers'] {
  const present = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as HttpAnswer['headers'];
}

/** An error in a few words: its code where it has one, since messages of network errors are often empty. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError ? error.errors[0] : undefined;
  const { code } = error as NodeJS.ErrnoException;
  const text = error.message || (inner instanceof Error ? inner.message : error.name);
  return code && !text.includes(code) ? `${text} (${code})` : text;
}
