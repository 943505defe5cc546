import { performance } from 'node:perf_hooks';

const tickMs = 25;

let livedMs = 0;
let lastTickAtMs = 0;
let ticking: NodeJS.Timeout | undefined;
const waiting = new Set<{ untilMs: number; act: () => void }>();

/**
 * Milliseconds that this process really had while somebody was waiting. A machine that is too busy to let this
 * process run does not let the target run either; such a pause must not count against the target.
 */
export function patienceMs(): number {
  return livedMs;
}

/** Calls `act` once when `forMs` of patience have gone by. Returns the way to call that off. */
export function afterPatience(forMs: number, act: () => void): () => void {
  if (waiting.size === 0) {
    lastTickAtMs = performance.now();
    ticking = setInterval(tick, tickMs);
  }
  const wait = { untilMs: livedMs + forMs, act };
  waiting.add(wait);
  return () => forget(wait);
}

/** What a promise comes to, if it does within `forMs` of patience; else `undefined`. */
export async function withinPatience<Value>(
  promise: Promise<Value>,
  forMs: number,
): Promise<Value | undefined> {
  const { promise: over, resolve } = Promise.withResolvers<undefined>();
  const callOff = afterPatience(forMs, () => resolve(undefined));
  try {
    return await Promise.race([promise, over]);
  } finally {
    callOff();
  }
}

function tick(): void {
  const nowMs = performance.now();
  livedMs += Math.min(nowMs - lastTickAtMs, 2 * tickMs);
  lastTickAtMs = nowMs;
  for (const wait of [...waiting]) {
    if (wait.untilMs > livedMs || !waiting.has(wait)) continue;
    forget(wait);
    wait.act();
  }
}

function forget(wait: { untilMs: number; act: () => void }): void {
  waiting.delete(wait);
  if (waiting.size === 0) clearInterval(ticking);
}
