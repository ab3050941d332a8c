import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { TaskContext } from 'stask/worker';

/** Whether a real path lies below this folder, links resolved. */
export async function isBelow(folder: string, path: string): Promise<boolean> {
  const root = await realpath(folder).catch(() => undefined); // nothing lies in a folder that is not there
  if (root === undefined) return false;
  const inside = relative(root, path);
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/** The folder of files that were uploaded in the admin. */
export function uploadsOf(task: TaskContext): string {
  return join(dirname(dirname(task.folder)), 'uploads');
}
