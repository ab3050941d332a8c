import { inputError } from './input-error.js';
import { changesBetween, readLocked, type LockedBy } from './locked-packages.js';
import type { Manager } from './manager.js';
import { resultOf, type UpdateResult } from './update-result.js';

/** Each updates within the ranges and leaves package.json as it is. */
const COMMANDS: Readonly<Record<LockedBy, (packages: readonly string[], ignoreScripts: boolean) => string[]>> = {
  pnpm: (packages, ignoreScripts) => [
    'update',
    '--no-save', // without it the ranges of package.json are raised
    '--reporter=append-only',
    ignoreScripts ? '--ignore-scripts' : '--no-ignore-scripts',
    ...packages,
  ],
  yarn: (packages, ignoreScripts) => [
    'upgrade',
    '--non-interactive',
    '--no-progress',
    ...(ignoreScripts ? ['--ignore-scripts'] : []),
    ...packages,
  ],
  berry: (packages, ignoreScripts) => [
    'up',
    '--recursive', // without it the ranges of package.json are left behind
    ...(ignoreScripts ? ['--mode=skip-build'] : []),
    ...(packages.length === 0 ? ['*', '@*/*'] : packages),
  ],
};

/**
 * pnpm and yarn tell people what they change and nobody else, so the lockfile is compared with itself.
 * @throws a non-retryable error for a dry run, which none of them has, and where there is no lockfile
 */
export async function updateWithLockfile(
  manager: Manager & { readonly dialect: LockedBy },
  packages: readonly string[],
  dry_run: boolean,
  ignoreScripts: boolean,
): Promise<UpdateResult> {
  const { dialect, directory, label } = manager;
  if (dry_run) throw noDryRun(manager);
  const before = await readLocked(directory, dialect);
  const { exitCode } = await manager.call(COMMANDS[dialect](packages, ignoreScripts), { logAnswer: true });
  if (exitCode !== 0) throw new Error(`${label} update ended with code ${exitCode}; see the log.`);
  return resultOf(label, false, changesBetween(before, await readLocked(directory, dialect)));
}

function noDryRun({ label }: Manager): Error {
  return inputError(
    `${label} has no dry run of an update. See what is behind with the action "outdated", or update without "dry_run".`,
  );
}
