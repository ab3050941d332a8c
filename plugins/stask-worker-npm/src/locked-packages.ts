import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError } from './input-error.js';
import type { Dialect } from './manager.js';
import type { Change, Changes } from './update-result.js';

export type LockedBy = Exclude<Dialect, 'npm'>;

/** Versions by package name: a lockfile can hold several of one package. */
export type Locked = ReadonlyMap<string, ReadonlySet<string>>;

const NAME = String.raw`((?:@[^@/\s"']+/)?[^@/\s"']+)`;

/** Where a lockfile says name and version of a package from a registry. */
const LOCKFILES: Readonly<Record<LockedBy, { readonly file: string; readonly start: string; readonly entry: string }>> =
  {
    // `foo@1.0.0:`, `'@a/foo@1.0.0(peer@2.0.0)':`, and up to pnpm 8 `/foo@1.0.0:` or `/foo/1.0.0_peer@2.0.0:`
    pnpm: { file: 'pnpm-lock.yaml', start: '\npackages:', entry: String.raw`^ {2}'?/?${NAME}[@/](\d[^\s():'_]*)` },
    // `foo@^1.0.0, foo@^1.1.0:` and the version in the line below
    yarn: { file: 'yarn.lock', start: '', entry: String.raw`^"?${NAME}@.*:\n {2}version "([^"]+)"` },
    // `resolution: "foo@npm:1.0.0"`, with `::` and more behind it where the tarball is elsewhere
    berry: { file: 'yarn.lock', start: '', entry: String.raw`^ {2}resolution: "${NAME}@npm:([^":]+)` },
  };

/**
 * The packages of a registry that the lockfile in this folder holds.
 * @throws a non-retryable error when it is not there
 */
export async function readLocked(directory: string, by: LockedBy): Promise<Locked> {
  return lockedIn(await readLockfile(directory, by), by);
}

async function readLockfile(directory: string, by: LockedBy): Promise<string> {
  const path = join(directory, LOCKFILES[by].file);
  return readFile(path, 'utf8').catch((cause: unknown) => {
    const install = `Run \`${by === 'pnpm' ? 'pnpm' : 'yarn'} install\` there, or set "directory" to the folder that has it.`;
    throw inputError(`"${path}" cannot be read, and only it tells which versions there are. ${install}`, { cause });
  });
}

/**
 * Versions by what was asked for, such as `foo@npm:^1.0.0`, in a lockfile of yarn since version 2.
 * @throws a non-retryable error when it is not there
 */
export async function readLockedDemands(directory: string): Promise<ReadonlyMap<string, string>> {
  const text = (await readLockfile(directory, 'berry')).replaceAll('\r\n', '\n');
  const entries = [...text.matchAll(/^"?([^\s#"].*?)"?:\n {2}version: (\S+)/gm)];
  return new Map(
    entries.flatMap(([, keys = '', version = '']) => keys.split(', ').map((key) => [key, version] as const)),
  );
}

/** The packages of a registry in the text of a lockfile. */
export function lockedIn(text: string, by: LockedBy): Locked {
  const { start, entry } = LOCKFILES[by];
  const lines = text.replaceAll('\r\n', '\n');
  const from = lines.indexOf(start);
  const locked = new Map<string, Set<string>>();
  if (from === -1) return locked;
  for (const [, name = '', version = ''] of lines.slice(from).matchAll(new RegExp(entry, 'gm')))
    locked.set(name, (locked.get(name) ?? new Set()).add(version));
  return locked;
}

/** A version that went and one that came are a change, the highest with the highest. */
export function changesBetween(before: Locked, after: Locked): Changes {
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  const all = names.flatMap((name): Change[] => {
    const gone = missingIn(after.get(name), before.get(name));
    const come = missingIn(before.get(name), after.get(name));
    const pairs = Array.from({ length: Math.max(gone.length, come.length) });
    return pairs.map((_, index) => ({ name, from: gone[index] ?? '', to: come[index] ?? '' }));
  });
  return {
    changed: all.filter(({ from, to }) => from !== '' && to !== ''),
    added: all.filter(({ from }) => from === ''),
    removed: all.filter(({ to }) => to === ''),
  };
}

function missingIn(there: ReadonlySet<string> = new Set(), versions: ReadonlySet<string> = new Set()): string[] {
  const missing = [...versions].filter((version) => !there.has(version));
  return missing.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}
