import { realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, StaskError } from '../errors.js';
import { isClass } from '../worker/brand.js';
import type { WorkerClass } from '../worker/task-interface.js';
import { missingModuleOf } from './missing-module.js';
import { describeThrown, oneLine, peek } from './thrown-text.js';

interface ImportHistory {
  /** Imports that had to be made anew; part of the URL. */
  readonly attempts: number;
  /** How the last one failed; `undefined` when it did not. */
  readonly failure?: { readonly modifiedMs: number; readonly isDependencyMissing: boolean };
}

/** Node remembers a failed import by its URL for ever, so the next attempt needs another URL. */
const histories = new Map<string, ImportHistory>();

/**
 * Imports a worker class into this process.
 *
 * @param root folder of the package
 * @param entry file of the class, relative to `root` or absolute; must be inside it
 * @param exportName an export of the module, or a property of a CommonJS module's `exports`
 * @throws StaskError `STASK_WORKER_LOAD_FAILED` with the failure as `cause`. After one the file is imported anew once it
 *   has changed, or at once when a dependency was missing.
 */
export async function loadClass(root: string, entry: string, exportName: string): Promise<WorkerClass> {
  const file = fileInside(root, entry);
  const namespace = await importFile(file, root);
  const found = [namespace, peek(namespace, 'default')].map((from) => ownExport(from, exportName)).find(isClass);
  if (found !== undefined) return found;
  const names = Object.keys(namespace).join(', ') || 'nothing';
  throw loadFailed(
    `${file} exports no class "${oneLine(exportName, 100)}"; it exports ${oneLine(names)}. Run \`stask rescan\`.`,
  );
}

async function importFile(file: string, root: string): Promise<object> {
  const { attempts: before = 0, failure } = histories.get(file) ?? {};
  const { mtimeMs: modifiedMs } = statSync(file);
  const isAnew = failure !== undefined && (failure.isDependencyMissing || failure.modifiedMs !== modifiedMs);
  const attempts = before + (isAnew ? 1 : 0);
  const url = pathToFileURL(file);
  if (attempts > 0) url.searchParams.set('stask-attempt', String(attempts));
  try {
    const namespace = (await import(url.href)) as object;
    histories.set(file, { attempts });
    return namespace;
  } catch (cause) {
    const missing = missingModuleOf(cause, root);
    histories.set(file, { attempts, failure: { modifiedMs, isDependencyMissing: missing !== undefined } });
    const why = missing
      ? `"${missing.wanted}" cannot be found from ${missing.from ?? file}`
      : describeThrown(cause, root);
    throw loadFailed(`${file} cannot be imported: ${why}. Mend or reinstall the package, then try again.`, cause);
  }
}

function ownExport(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, name) ? peek(from, name) : undefined;
}

/**
 * Class identities come from a database row, so the path is checked again. What is imported is the path as given: under
 * Plug'n'Play its virtual part decides which peers the file gets.
 */
function fileInside(root: string, entry: string): string {
  const path = resolve(root, entry);
  let file: string;
  let folder: string;
  try {
    folder = realpathSync(root);
    file = realpathSync(path);
  } catch (cause) {
    throw loadFailed(
      `"${entry}" of the package in ${root} cannot be read: ${messageOf(cause)}. Reinstall it, or run \`stask rescan\`.`,
      cause,
    );
  }
  if (file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return path;
  throw loadFailed(`"${entry}" is outside of the package in ${root}, so it is not imported.`);
}

function loadFailed(message: string, cause?: unknown): StaskError {
  return new StaskError('STASK_WORKER_LOAD_FAILED', message, cause === undefined ? {} : { cause });
}
