import { stat } from 'node:fs/promises';
import { isMissing, taskFilePath } from '../../tasks/task-file.js';
import type { LogPage } from '../api.js';
import { readLogPage } from '../log-page.js';

const POLL_MS = 300;
const MAX_LINES = 500;

interface Followed {
  watchers: number;
  /** Position behind the last line told; undefined until the first look. */
  position: number | undefined;
}

/**
 * Follows the log files of tasks that somebody looks at, each once however many look, whichever process writes them.
 * The first look finds where the log ends; what is written from then on is told.
 */
export function createLogFollowers(
  storagePath: string,
  publish: (taskId: number, lines: LogPage['lines']) => void,
  report: (error: unknown) => void,
) {
  const followed = new Map<number, Followed>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  async function look(taskId: number, entry: Followed): Promise<void> {
    const size = await sizeOf(taskFilePath(storagePath, taskId, 'jsonl'));
    if (entry.position === undefined || size < entry.position) {
      entry.position = entry.position === undefined ? size : 0;
      return;
    }
    if (size === entry.position) return;
    const { lines, next } = await readLogPage(storagePath, taskId, { after: entry.position, limit: MAX_LINES });
    entry.position = next;
    if (lines.length > 0) publish(taskId, lines);
  }

  async function lookAtAll(): Promise<void> {
    if (looking) return; // a slow disk: the next round finds the rest
    looking = true;
    try {
      for (const [taskId, entry] of followed) await look(taskId, entry);
    } catch (error) {
      report(error);
    } finally {
      looking = false;
    }
  }

  return {
    add(taskId: number): void {
      const known = followed.get(taskId);
      if (known !== undefined) known.watchers++;
      else followed.set(taskId, { watchers: 1, position: undefined });
      void lookAtAll();
      timer ??= setInterval(() => void lookAtAll(), POLL_MS);
      timer.unref();
    },
    remove(taskId: number): void {
      const known = followed.get(taskId);
      if (known === undefined || --known.watchers > 0) return;
      followed.delete(taskId);
      if (followed.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
    close(): void {
      followed.clear();
      clearInterval(timer);
      timer = undefined;
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
