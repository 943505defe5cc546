import { dispatcherFor, exchange, type HttpAnswer, type HttpSilence } from './exchange.ts';
import { engineUrl, limits, type WireTarget } from './target.ts';

/** One HTTP request to the target's Engine.IO path. What is absent is not sent. */
export interface HttpProbe {
  /** Default `GET`. */
  method?: string;
  transport?: string;
  EIO?: string;
  sid?: string;
  /** Further query parameters. */
  query?: Record<string, string>;
  /** On top of the target's own. */
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** From request to the end of the answer; default `limits.answerMs`. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Sends one request as told and reports the answer, its body cut at `limits.evidenceBytes`. Follows no redirect and
 * unpacks no encoding. Never rejects: no answer is an outcome of its own.
 * Source: Engine.IO protocol v4, "HTTP long-polling".
 */
export async function httpProbe(
  target: WireTarget,
  probe: HttpProbe = {},
): Promise<HttpAnswer | HttpSilence> {
  const {
    method = 'GET',
    transport,
    EIO,
    sid,
    query,
    headers,
    body,
    signal,
    timeoutMs = limits.answerMs,
  } = probe;
  const dispatcher = dispatcherFor(target);
  const given = Object.entries({ EIO, transport, sid, ...query }).filter((pair) => pair[1] !== undefined);
  try {
    return await exchange(dispatcher, {
      url: engineUrl(target, Object.fromEntries(given) as Record<string, string>),
      method,
      headers: { ...target.headers, ...headers },
      body,
      bound: { totalMs: timeoutMs },
      maxBodyBytes: limits.evidenceBytes,
      signal,
    });
  } finally {
    await dispatcher.destroy();
  }
}
