import type { IdForm } from '../../conformance/contract/index.ts';
import { blankStamp, readStamp, readTypingUserId, runTag, stampedContent, typingUserId } from './stamp.ts';

/** Where a stamp comes from: this worker, another worker of this run, or neither. */
export type Origin = 'here' | 'elsewhere' | 'foreign';

/** Writes and reads the stamps of one worker. */
export class Stamps {
  readonly #run: number;
  readonly #worker: number;
  readonly #ids: IdForm;
  readonly #content = blankStamp();
  readonly #typing = { worker: 0, seq: 0 };
  /** Of what was read last, if it came from here. */
  seq = -1;
  /** Whether that content has the length that it had when it was sent. */
  isWhole = true;

  constructor({ runId, worker, ids }: { runId: string; worker: number; ids: IdForm }) {
    this.#run = runTag(runId);
    this.#worker = worker;
    this.#ids = ids;
  }

  content(
    of: { business: number; sender: number | undefined; seq: number; intendedMs: number },
    lengthChars: number,
  ): string {
    const sender = of.sender === undefined ? 0 : of.sender + 1;
    return stampedContent({ ...of, sender, run: this.#run, worker: this.#worker }, lengthChars);
  }

  userId(seq: number): number | string {
    return typingUserId(this.#ids, { run: this.#run, worker: this.#worker, seq });
  }

  ofContent(content: unknown): Origin {
    if (!readStamp(content, this.#content) || this.#content.run !== this.#run) return 'foreign';
    if (this.#content.worker !== this.#worker) return 'elsewhere';
    this.seq = this.#content.seq;
    this.isWhole = (content as string).length === this.#content.lengthChars;
    return 'here';
  }

  /** Of the content that was read last. */
  get business(): number {
    return this.#content.business;
  }
  get intendedMs(): number {
    return this.#content.intendedMs;
  }

  ofUserId(userId: unknown, nextSeq: number): Origin {
    if (!readTypingUserId(userId, this.#run, nextSeq, this.#typing)) return 'foreign';
    // A number holds the worker modulo 16, a UUID modulo 2^16.
    const worker = this.#worker % (typeof userId === 'number' ? 16 : 0x10000);
    if (this.#typing.worker !== worker) return 'elsewhere';
    this.seq = this.#typing.seq;
    return 'here';
  }
}
