import { inputError } from './input-error.js';

/**
 * Names that npm has or had packages of; capitals are in old ones only. Nothing else a package manager could read:
 * no option, version, tag, path, address or git repository.
 */
export const PACKAGE_NAME = '^(?:@[A-Za-z0-9~][A-Za-z0-9._~-]*/)?[A-Za-z0-9~][A-Za-z0-9._~-]*$';
export const LONGEST_NAME = 214;

export function isPackageName(name: string): boolean {
  return name.length <= LONGEST_NAME && new RegExp(PACKAGE_NAME).test(name);
}

/** @throws a non-retryable error naming the first that is no package name */
export function assertPackageNames(names: readonly string[]): void {
  const wrong = names.find((name) => !isPackageName(name));
  if (wrong !== undefined) throw inputError(`${JSON.stringify(wrong.slice(0, 100))} is no package name.`);
}
