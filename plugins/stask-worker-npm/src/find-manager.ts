import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { inputError } from './input-error.js';
import type { ManagerName, NpmSettings } from './settings.js';

const LOCKFILES: ReadonlyArray<readonly [file: string, manager: ManagerName]> = [
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
];

export interface Project {
  /** Real path of the folder with the package.json. */
  readonly directory: string;
  readonly manager: ManagerName;
}

/**
 * The folder of the host and what installs there: the setting, else the lockfile, else npm.
 * @throws a non-retryable error when there is no package.json, or the lockfiles are of several package managers
 */
export async function findProject({ directory, manager }: NpmSettings): Promise<Project> {
  const root = resolve(directory);
  const real = await realpath(root).catch((cause: unknown) => {
    throw inputError(`The folder "${root}" of the setting "directory" does not exist.`, { cause });
  });
  await assertPackage(join(real, 'package.json'));
  return { directory: real, manager: manager === 'auto' ? managerIn(real) : manager };
}

function managerIn(directory: string): ManagerName {
  const found = LOCKFILES.filter(([file]) => existsSync(join(directory, file)));
  const managers = [...new Set(found.map(([, manager]) => manager))];
  if (managers.length <= 1) return managers[0] ?? 'npm';
  const files = found.map(([file]) => file).join(' and ');
  throw inputError(
    `"${directory}" has ${files}. Say which counts: \`stask settings npm --set manager=${managers[0]}\`.`,
  );
}

async function assertPackage(file: string): Promise<void> {
  try {
    JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw inputError(`"${file}" ${missing ? 'does not exist' : 'cannot be read as JSON'}.`, { cause });
  }
}
