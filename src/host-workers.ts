import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

import { inspectClass } from './discovery/inspect-class.js';
import { hostClassOf } from './discovery/locate-class.js';
import type { SkipReason, WorkerCandidate } from './discovery/report.js';
import { messageOf, StaskError, type StaskErrorCode } from './errors.js';
import { isWorkerClass } from './worker/brand.js';
import type { InjectedWorkerClass, WorkerClass } from './worker/task-interface.js';

export interface HostWorker {
  readonly Class: WorkerClass;
  readonly candidate: Omit<WorkerCandidate, 'package'>;
}

/**
 * Inspects a worker of the host itself: a class, or a file inside the host's folder that exports one or more.
 *
 * @throws StaskError `STASK_CONTRACT_INVALID` with everything that is wrong, `STASK_ACTION_CONFLICT`,
 *   `STASK_IDENTIFIER_INVALID`, `STASK_WORKER_LOAD_FAILED` for a file
 */
export async function inspectHostWorkers(given: InjectedWorkerClass | string, hostRoot: string): Promise<HostWorker[]> {
  if (typeof given !== 'string') {
    // Constructed without arguments here, and by the host's container for running.
    return [await inspectOne(given, hostClassOf('', given?.name), hostRoot)];
  }
  const file = fileInside(hostRoot, given);
  const exported = Object.entries(await importFile(file)).filter(isWorkerExport);
  if (exported.length === 0) {
    throw new StaskError(
      'STASK_CONTRACT_INVALID',
      `${given} exports no worker class. Export one, by name or as default.`,
    );
  }
  const entry = relative(hostRoot, file).split(sep).join('/');
  return Promise.all(exported.map(([name, Class]) => inspectOne(Class, hostClassOf(entry, name), hostRoot)));
}

/** Reasons that have an error code of their own. */
const CODES: Partial<Record<SkipReason, StaskErrorCode>> = {
  'action-conflict': 'STASK_ACTION_CONFLICT',
  'identifier-invalid': 'STASK_IDENTIFIER_INVALID',
};

async function inspectOne(Class: WorkerClass, identity: string, hostRoot: string): Promise<HostWorker> {
  if (typeof Class !== 'function') {
    throw new StaskError('STASK_CONTRACT_INVALID', `A worker is a class or the path of a file, got ${typeof Class}.`);
  }
  const inspected = await inspectClass(Class, hostRoot);
  if ('reason' in inspected) {
    const name = Class.name === '' ? 'An anonymous class' : `Class "${Class.name}"`;
    throw new StaskError(CODES[inspected.reason] ?? 'STASK_CONTRACT_INVALID', `${name} ${inspected.detail}.`);
  }
  return { Class, candidate: { ...inspected, class: identity } };
}

function fileInside(hostRoot: string, given: string): string {
  try {
    const file = realpathSync(resolve(hostRoot, given));
    if (file.startsWith(`${hostRoot}${sep}`)) return file;
  } catch (cause) {
    const message = `The worker file ${given} cannot be read: ${messageOf(cause)}. Give the path of a file in ${hostRoot}.`;
    throw new StaskError('STASK_WORKER_LOAD_FAILED', message, { cause });
  }
  throw new StaskError(
    'STASK_WORKER_LOAD_FAILED',
    `The worker file ${given} is outside of the host's folder ${hostRoot}.`,
  );
}

async function importFile(file: string): Promise<object> {
  try {
    return (await import(pathToFileURL(file).href)) as object;
  } catch (cause) {
    throw new StaskError('STASK_WORKER_LOAD_FAILED', `${file} cannot be imported: ${messageOf(cause)}`, { cause });
  }
}

function isWorkerExport(entry: [string, unknown]): entry is [string, WorkerClass] {
  return isWorkerClass(entry[1]);
}
