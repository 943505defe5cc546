import { Histogram } from './histogram.ts';
import type { Message } from './message.ts';

export type Dimension = 'nodes' | 'transport' | 'size';

/** Where a participant is connected, and how. */
export interface Connection {
  /** Index of the node, from 0. */
  node: number;
  transport: 'websocket' | 'polling';
}

const nodesApart = 1024;

/**
 * Latencies of new_message by a trait of the delivery: nodes of sender and recipient (`1 > 2`; `stimulus > 2` where no
 * connection sent), transport of the recipient, or length of the content.
 */
export class Breakdown {
  readonly #by: Dimension;
  readonly #cells = new Map<number, Histogram>();

  constructor(by: Dimension) {
    this.#by = by;
  }

  delivered(
    message: Message,
    sender: Connection | undefined,
    recipient: Connection,
    latencyMs: number,
  ): void {
    this.#cell(this.#cellOf(message, sender, recipient)).record(latencyMs);
  }

  /** Takes over what another one of the same kind has. */
  add(other: Breakdown): void {
    for (const [cell, histogram] of other.#cells) this.#cell(cell).add(histogram);
  }

  #cell(cell: number): Histogram {
    let histogram = this.#cells.get(cell);
    if (histogram === undefined) {
      histogram = new Histogram();
      this.#cells.set(cell, histogram);
    }
    return histogram;
  }

  #cellOf(message: Message, sender: Connection | undefined, recipient: Connection): number {
    if (this.#by === 'size') return message.lengthChars;
    if (this.#by === 'transport') return recipient.transport === 'polling' ? 1 : 0;
    const from = sender === undefined || message.viaStimulus ? 0 : sender.node + 1;
    return from * nodesApart + recipient.node;
  }

  #labelOf(cell: number): string {
    if (this.#by === 'size') return `${cell} characters`;
    if (this.#by === 'transport') return cell === 1 ? 'polling' : 'websocket';
    const from = Math.floor(cell / nodesApart);
    return `${from === 0 ? 'stimulus' : from} > ${(cell % nodesApart) + 1}`;
  }

  /** Encoded histograms by label. */
  rows(): Record<string, string> {
    const cells = [...this.#cells].sort(([one], [other]) => one - other);
    return Object.fromEntries(cells.map(([cell, histogram]) => [this.#labelOf(cell), histogram.encode()]));
  }

  get clamped(): number {
    return this.#cells.values().reduce((sum, { clamped }) => sum + clamped, 0);
  }
}
