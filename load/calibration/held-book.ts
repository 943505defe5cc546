import { blankStamp, Histogram, readStamp } from '../measure/index.ts';

/** A stretch of the run, in milliseconds of `nowMs()`. */
export interface Window {
  fromMs: number;
  toMs: number;
}

/** What the delaying server knows of its own delays, delivery by delivery. */
export class HeldBook {
  /** By node: when the message was intended, for how long it was held, to how many it then went. */
  readonly #rows: { intendedMs: number[]; heldMs: number[]; recipients: number[] }[];
  readonly #stamp = blankStamp();

  constructor(nodes: number) {
    this.#rows = Array.from({ length: nodes }, () => ({ intendedMs: [], heldMs: [], recipients: [] }));
  }

  /** A message is sent on to so many connections of a node. */
  held(node: number, content: string, heldMs: number, recipients: number): void {
    const rows = this.#rows[node];
    if (rows === undefined || !readStamp(content, this.#stamp)) return;
    rows.intendedMs.push(this.#stamp.intendedMs);
    rows.heldMs.push(heldMs);
    rows.recipients.push(recipients);
  }

  /** For each node, how long the deliveries of messages were held that were intended in that window. */
  in({ fromMs, toMs }: Window): Histogram[] {
    return this.#rows.map(({ intendedMs, heldMs, recipients }) => {
      const histogram = new Histogram();
      for (const [row, atMs] of intendedMs.entries()) {
        if (atMs < fromMs || atMs >= toMs) continue;
        for (let count = 0; count < (recipients[row] as number); count += 1)
          histogram.record(heldMs[row] as number);
      }
      return histogram;
    });
  }
}
