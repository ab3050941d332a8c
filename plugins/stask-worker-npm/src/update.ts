import type { Manager } from './manager.js';
import { assertPackageNames } from './package-names.js';
import type { UpdateResult } from './update-result.js';
import { updateWithLockfile } from './update-with-lockfile.js';
import { updateWithNpm } from './update-with-npm.js';

export interface UpdateOptions {
  /** All packages when absent. */
  readonly packages?: readonly string[];
  readonly dry_run?: boolean;
}

/**
 * Updates packages of the host as far as its package.json allows; a dry run tells what would change.
 * @throws a non-retryable error for a name that is none, and for a dry run where the package manager has none
 */
export async function update(
  manager: Manager,
  { packages = [], dry_run = false }: UpdateOptions,
  ignoreScripts: boolean,
): Promise<UpdateResult> {
  assertPackageNames(packages);
  const { dialect } = manager;
  if (dialect === 'npm') return updateWithNpm(manager, packages, dry_run, ignoreScripts);
  return updateWithLockfile({ ...manager, dialect }, packages, dry_run, ignoreScripts);
}
