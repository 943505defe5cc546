const most = 50;

/** What people should read in the result. What is said again is counted. */
export class Problems {
  readonly #times = new Map<string, number>();

  add(text: string): void {
    const times = this.#times.get(text);
    if (times !== undefined || this.#times.size < most) this.#times.set(text, (times ?? 0) + 1);
  }

  record(): string[] {
    return [...this.#times].map(([text, times]) => (times === 1 ? text : `${text} (${times} times)`));
  }
}
