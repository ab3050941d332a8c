import { statSync, type Stats } from 'node:fs';

/** Kernels stamp files with the time of their last tick, up to 10 ms ago; two changes in one tick look like one. */
export const TICK_MS = 20;

/** What a file or folder looked like: changes with its content, not with access to it. `-` when it is not there. */
export function stampOf(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? '-' : stampFrom(stats);
  } catch (error) {
    return `! ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`; // unreadable is a state like any other here
  }
}

export function stampFrom({ ino, size, mtimeMs, ctimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
}

/** True when the thing changed at `sinceMs` or later, by the time at the end of its stamp. */
export function changedSince(stamp: string, sinceMs: number): boolean {
  return Number(stamp.slice(stamp.lastIndexOf(' ') + 1)) >= sinceMs;
}
