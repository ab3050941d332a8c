import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

export interface FileWatch {
  /** Resolves when the file may have changed since the last call, after `timeoutMs`, or on abort. */
  changed(timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Watches one file through its folder, so it may come and go. Where watching does not work, only the timeout does. */
export function watchFile(path: string): FileWatch {
  const name = basename(path);
  let watcher: FSWatcher | undefined;
  let changed = false;
  let wake: (() => void) | undefined;

  try {
    watcher = watch(dirname(path), (_event, changedName) => {
      if (changedName !== null && changedName !== name) return;
      changed = true;
      wake?.();
    });
    watcher.on('error', () => watcher?.close()); // the timeout goes on without it
  } catch {
    // no folder yet, no more watches to be had, a file system without them: the timeout is enough
  }

  return {
    async changed(timeoutMs, signal) {
      if (!changed && !signal.aborted)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal.addEventListener('abort', wake);
        });
      if (wake !== undefined) signal.removeEventListener('abort', wake);
      wake = undefined;
      changed = false;
    },
    close: () => watcher?.close(),
  };
}
