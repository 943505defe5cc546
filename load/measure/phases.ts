/** When the parts of a run began. */
export class Phases {
  readonly #createdMs: number;
  #window: { windowMs: number; warmUpMs: number; startedAt: string } | undefined;

  constructor(createdMs: number) {
    this.#createdMs = createdMs;
  }

  begin(windowMs: number, warmUpMs: number, nowMs: number): void {
    this.#window = { windowMs, warmUpMs, startedAt: new Date(Date.now() + windowMs - nowMs).toISOString() };
  }

  get begun(): boolean {
    return this.#window !== undefined;
  }

  /** ISO 8601: when the measured window began; of a run that never came so far, now. */
  get startedAt(): string {
    return this.#window?.startedAt ?? new Date().toISOString();
  }

  record(segments: readonly { fromMs: number; toMs: number }[], nowMs: number) {
    if (this.#window === undefined)
      return { ramp: Math.max(nowMs - this.#createdMs, 0), warmUp: 0, measured: 0, drain: 0 };
    const { windowMs, warmUpMs } = this.#window;
    return {
      ramp: Math.max(windowMs - warmUpMs - this.#createdMs, 0),
      warmUp: warmUpMs,
      measured: segments.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
      drain: Math.max(nowMs - (segments.at(-1)?.toMs ?? nowMs), 0),
    };
  }
}
