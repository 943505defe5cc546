/** A request was sent, and there is no answer to it. */
export class Unanswered extends Error {}

/** What a request to a URL is called in messages: credentials and queries are nobody's business. */
export function askedAt(what: string, url: string): string {
  const [, scheme, host, path = ''] = /^([a-z]+:\/\/)(?:[^/?#]*@)?([^/?#]*)([^?#]*)/i.exec(url) ?? [];
  return `${what} at ${scheme}${host}${path}`;
}

/** Throws for an answer that is no success. */
export function requireSuccess(asked: string, status: number, text: string): void {
  if (status >= 200 && status < 300) return;
  throw new Error(`${asked} was answered with HTTP ${status}: ${text.slice(0, 100)}`);
}

/** No connection came about that could have carried the request: it was certainly not done. */
export function neverAsked(asked: string, why: string): Error {
  return new Error(`${asked} was never asked for, since no connection came about: ${why}`);
}

/** Nothing took the request: it was certainly not done. */
export function nothingListens(asked: string): Error {
  return new Error(`${asked} was refused: nothing listens there`);
}
