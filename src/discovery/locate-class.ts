import { StaskError } from '../errors.js';
import type { WorkerClass } from '../worker/task-interface.js';
import { resolveDiscoveryOptions, type DiscoveryOptions } from './discovery-options.js';
import { findHost } from './host-root.js';
import { loadClass } from './load-class.js';
import { scanPackages } from './scan.js';

/** Where a class identity `<package>/<entry>#<export>` stands; `packageName` is `''` for a class of the host itself. */
export interface ClassAddress {
  readonly class: string;
  readonly packageName: string;
}

/**
 * Imports the class of a registered worker, at its first use. The package is looked up by the name under which the host
 * reaches it, in the last scan or, when the tree changed since, in a new one.
 *
 * @throws StaskError `STASK_WORKER_LOAD_FAILED`
 */
export async function locateClass(address: ClassAddress, options: DiscoveryOptions): Promise<WorkerClass> {
  const resolved = resolveDiscoveryOptions(options);
  const { entry, exportName } = splitClass(address);
  if (address.packageName === '') return loadClass(findHost(resolved.cwd).root, entry, exportName);
  const { found } = await scanPackages({ ...resolved, useCache: true });
  const root = found.find(({ name }) => name === address.packageName)?.root;
  if (root === undefined) {
    throw new StaskError(
      'STASK_WORKER_LOAD_FAILED',
      `Package "${address.packageName}" of ${address.class} is not installed in ${resolved.cwd} or is left out. ` +
        `Run \`stask why ${address.packageName}\`.`,
    );
  }
  return loadClass(root, entry, exportName);
}

/** The identity of a class of the host itself: its entry is relative to the host's folder. */
export function hostClassOf(entry: string, exportName: string): string {
  return `./${entry}#${exportName}`;
}

function splitClass({ class: identity, packageName }: ClassAddress): { entry: string; exportName: string } {
  const hash = identity.lastIndexOf('#');
  const prefix = packageName === '' ? '.' : packageName;
  return { entry: identity.slice(prefix.length + 1, hash), exportName: identity.slice(hash + 1) };
}
