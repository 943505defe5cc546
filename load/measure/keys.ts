import type { ServerEventName } from '../../conformance/contract/index.ts';

const mostKeys = 200_000;

/**
 * Numbers of events that carry no stamp, by what they are known by. The latest of a key is meant. Of each kind the last
 * 200,000 are kept.
 */
export class Keys {
  readonly #byEvent = new Map<ServerEventName, Map<string, number>>();

  set(event: ServerEventName, key: string, seq: number): void {
    let keys = this.#byEvent.get(event);
    if (keys === undefined) {
      keys = new Map();
      this.#byEvent.set(event, keys);
    }
    keys.delete(key);
    keys.set(key, seq);
    if (keys.size <= mostKeys) return;
    const [oldest] = keys.keys();
    if (oldest !== undefined) keys.delete(oldest);
  }

  get(event: ServerEventName, key: string): number | undefined {
    return this.#byEvent.get(event)?.get(key);
  }
}
