import { constants } from 'node:os';

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Exit code a shell expects of a process ended by this signal: 130, 143 or 129. */
export const exitCodeOfSignal = (signal: StopSignal): number => 128 + constants.signals[signal];

export interface Interruption {
  /** The first signal received while this was open. */
  readonly signal: StopSignal | undefined;
  close(): void;
}

/** Under `npx` one Ctrl-C arrives twice: from the terminal and passed on by npm. */
const SAME_KEY_PRESS_MS = 100;

let onFirst: ((signal: StopSignal) => void) | undefined;

/** Ctrl-C and `kill` end the process with 130 or 143, unless a command asked to be told first. */
export function handleSignals(): void {
  let lastAt = -Infinity;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - lastAt < SAME_KEY_PRESS_MS) return;
      lastAt = now;
      const graceful = onFirst;
      onFirst = undefined;
      if (graceful === undefined) process.exit(exitCodeOfSignal(signal));
      graceful(signal);
    });
  }
}

/** Lets a command end gracefully on the first signal; a second one leaves at once. */
export function interruptible(stop: (signal: StopSignal) => void): Interruption {
  let received: StopSignal | undefined;
  onFirst = (signal) => {
    received = signal;
    stop(signal);
  };
  return {
    get signal() {
      return received;
    },
    close() {
      onFirst = undefined;
    },
  };
}
