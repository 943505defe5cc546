import { quoted } from './target.ts';

/** Why a connection could not be opened. */
export type OpenFailure =
  /** Nothing listens, TLS fails, or what came is neither HTTP nor WebSocket. */
  | { how: 'unreachable'; error: string }
  /** The server answered with another HTTP status than an open needs; `body` is cut at 64 KiB. */
  | { how: 'refused'; status: number; body: string }
  /** The first thing that came was not an Engine.IO open packet that can be used. */
  | { how: 'no-handshake'; got: string }
  | { how: 'timeout'; timeoutMs: number }
  | { how: 'aborted' };

/** An Engine.IO open that failed. The message is made for people; `failure` for code. Quotes hostile text. */
export class WireOpenError extends Error {
  override name = 'WireOpenError';
  readonly failure: OpenFailure;

  constructor(url: URL, failure: OpenFailure) {
    super(`Could not open ${url.protocol}//${url.host}${url.pathname} with Engine.IO: ${inWords(failure)}.`);
    this.failure = failure;
  }
}

function inWords(failure: OpenFailure): string {
  switch (failure.how) {
    case 'unreachable':
      return failure.error;
    case 'refused':
      return `the server answered HTTP ${failure.status} (${quoted(failure.body)})`;
    case 'no-handshake':
      return `expected an open packet such as 0{"sid":"…"}, got ${quoted(failure.got)}`;
    case 'timeout':
      return `no open packet within ${failure.timeoutMs} ms`;
    case 'aborted':
      return 'the caller gave up';
  }
}
