import type { TaskRow } from '../store/task-row.js';
import { checkResultFile } from '../tasks/result-file.js';
import { isPlainObject } from '../worker/dot-path.js';

export interface TaskResultFile {
  /** Holds no link and lies in the storage folder. */
  readonly path: string;
  readonly shown: { readonly name: string; readonly bytes: number };
}

/** The file a task's result names, as a text or as its `file`; undefined when it names none that may be handed out. */
export async function resultFileOf(storagePath: string, { result }: TaskRow): Promise<TaskResultFile | undefined> {
  const named = namedFile(result);
  if (named === undefined) return undefined;
  const checked = await checkResultFile(storagePath, named);
  if (!checked.ok) return undefined;
  return { path: checked.path, shown: { name: checked.fileName, bytes: checked.bytes } };
}

/** What of a result may be a file: a text of one line, or `file` of an object. */
export function namedFile(result: unknown): string | undefined {
  const named = isPlainObject(result) ? result['file'] : result;
  return typeof named === 'string' && named !== '' && named.length <= 4096 && !/[\0\n\r]/.test(named)
    ? named
    : undefined;
}
