/*
 * What the journeys take for granted and k6's JavaScript lacks. Each is as much of it as they use. Imported first.
 */

type AbortListener = () => void;

class Signal {
  aborted = false;
  readonly #listeners = new Set<AbortListener>();

  addEventListener(_event: 'abort', listener: AbortListener): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_event: 'abort', listener: AbortListener): void {
    this.#listeners.delete(listener);
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }
}

class Controller {
  readonly signal = new Signal();

  abort(): void {
    this.signal.abort();
  }
}

function withResolvers<Value>() {
  let resolve: ((value: Value) => void) | undefined;
  let reject: ((reason: unknown) => void) | undefined;
  const promise = new Promise<Value>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  return { promise, resolve, reject };
}

/** Half of a surrogate pair becomes the replacement character. By numbers: regular expressions of k6 break whole pairs. */
function toWellFormed(this: string): string {
  let formed = '';
  let from = 0;
  for (let at = 0; at < this.length; at += 1) {
    const unit = this.charCodeAt(at);
    if (unit < firstHigh || unit > lastLow) continue;
    if (unit < firstLow && isLow(this.charCodeAt(at + 1))) {
      at += 1;
      continue;
    }
    formed += `${this.slice(from, at)}\uFFFD`;
    from = at + 1;
  }
  return from === 0 ? `${this}` : formed + this.slice(from);
}

const [firstHigh, firstLow, lastLow] = [0xd800, 0xdc00, 0xdfff];

function isLow(unit: number): boolean {
  return unit >= firstLow && unit <= lastLow;
}

function supply(into: object, name: string, value: unknown): void {
  if (!(name in into)) Object.defineProperty(into, name, { value, configurable: true, writable: true });
}

supply(globalThis, 'AbortController', Controller);
supply(Promise, 'withResolvers', withResolvers);
supply(String.prototype, 'toWellFormed', toWellFormed);
