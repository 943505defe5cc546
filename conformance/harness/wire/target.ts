/** Where a wire-level client connects to. Plain data, so that it can come from any configuration. */
export interface WireTarget {
  /** Scheme, host and port, such as `https://staging.example.com`; a path behind them is ignored. */
  origin: string;
  /** Where Socket.IO listens, such as `/socket.io`; with or without a slash at its end. */
  path: string;
  /** Sent with every HTTP request and with the WebSocket handshake. */
  headers: Record<string, string>;
  /** PEM text of the certificate authority that signed the target's certificate. */
  ca?: string;
}

/** How long and how much a target may take from us. Everything it sends is hostile. */
export const limits = {
  /** Opening a connection, an HTTP probe, a `POST` with packets: from request to the end of the answer. */
  answerMs: 10_000,
  /** The body of an answer to a poll, from its headers to its end. */
  bodyMs: 10_000,
  /** A clean close: how long the target may take to play its part in it. */
  closeMs: 1_000,
  /** One WebSocket message or one polling body. */
  messageBytes: 4 * 1024 * 1024,
  /** The part of an HTTP answer that is kept as evidence. */
  evidenceBytes: 64 * 1024,
  /** What one connection may log, sent and got together. */
  logPackets: 20_000,
  logBytes: 32 * 1024 * 1024,
} as const;

/**
 * The address that Engine.IO answers at, with the query as given.
 * Source: Engine.IO protocol v4, "Request path" and "Query parameters".
 */
export function engineUrl(target: WireTarget, query: Record<string, string>): URL {
  const url = new URL(`${target.path.replace(/\/+$/, '')}/`, target.origin);
  url.search = new URLSearchParams(query).toString();
  return url;
}

/** Shortens hostile text for a message of ours. */
export function quoted(text: string, longest = 200): string {
  return JSON.stringify(text.length > longest ? `${text.slice(0, longest)}…` : text);
}
