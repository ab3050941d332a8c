/** Aborts when nothing is heard for a while, and with the signal that it is given. */
export class IdleLimit {
  readonly #limit = new AbortController();
  readonly #idleMs: number;
  #timer: NodeJS.Timeout | undefined;
  readonly signal: AbortSignal;

  constructor(idleMs: number, signal: AbortSignal) {
    this.#idleMs = idleMs;
    this.signal = AbortSignal.any([signal, this.#limit.signal]);
    this.heard();
  }

  heard(): void {
    clearTimeout(this.#timer);
    const problem = `The server said nothing for ${this.#idleMs / 1000} s.`;
    this.#timer = setTimeout(() => {
      this.#limit.abort(Object.assign(new Error(problem), { code: 'ETIMEDOUT' }));
    }, this.#idleMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** What is behind an error that an abort of ours caused, else the error. */
  reasonOf(error: unknown): unknown {
    return this.signal.aborted ? this.signal.reason : error;
  }
}
