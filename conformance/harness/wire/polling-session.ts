import type { Agent } from 'undici';
import { dispatcherFor, exchange, type HttpAnswer, type HttpSilence } from './exchange.ts';
import type { RawPacket } from './packet.ts';
import { engineUrl, limits, type WireTarget } from './target.ts';

const mostCookies = 20;

/**
 * The HTTP side of one long-polling session: one address, one set of headers, its own connections.
 * Cookies come back with every later request, as a page's would, since load balancers pin sessions to a node by them.
 */
export class PollingSession {
  readonly #target: WireTarget;
  readonly #agent: Agent;
  readonly #cookies = new Map<string, string>();
  #query: Record<string, string>;

  constructor(target: WireTarget, query: Record<string, string>) {
    this.#target = target;
    this.#query = query;
    this.#agent = dispatcherFor(target);
  }

  /** From now on every request names this session. */
  named(sid: string): void {
    this.#query = { ...this.#query, sid };
  }

  get url(): URL {
    return engineUrl(this.#target, this.#query);
  }

  /** A poll. It waits for as long as the server holds it; only `destroy` breaks it off. */
  get(): Promise<HttpAnswer | HttpSilence> {
    return this.#request('GET');
  }

  post(body: RawPacket): Promise<HttpAnswer | HttpSilence> {
    return this.#request('POST', body);
  }

  /** The headers that a request of this session carries, cookies included. */
  get headers(): Record<string, string> {
    if (this.#cookies.size === 0) return this.#target.headers;
    const jar = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const entries = Object.entries(this.#target.headers);
    const own = entries.find(([name]) => name.toLowerCase() === 'cookie');
    const others = entries.filter((entry) => entry !== own);
    return { ...Object.fromEntries(others), cookie: own ? `${own[1]}; ${jar}` : jar };
  }

  /** Breaks every request off and frees the connections. */
  destroy(): Promise<void> {
    return this.#agent.destroy();
  }

  async #request(method: 'GET' | 'POST', body?: RawPacket): Promise<HttpAnswer | HttpSilence> {
    const contentType = { 'content-type': 'text/plain;charset=UTF-8' };
    const answer = await exchange(this.#agent, {
      url: this.url,
      method,
      headers: body === undefined ? this.headers : { ...this.headers, ...contentType },
      body,
      bound: body === undefined ? { bodyMs: limits.bodyMs } : { totalMs: limits.answerMs },
      maxBodyBytes: limits.messageBytes,
    });
    if (answer.kind === 'answer') this.#keepCookies(answer.headers['set-cookie']);
    return answer;
  }

  #keepCookies(lines: string | string[] = []): void {
    for (const line of [lines].flat()) {
      const [, name, value] = /^\s*([\x21-\x3a\x3c\x3e-\x7e]+)=([\x21-\x3a\x3c-\x7e]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      if (this.#cookies.has(name) || this.#cookies.size < mostCookies) this.#cookies.set(name, value);
    }
  }
}
