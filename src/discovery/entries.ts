import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import fastGlob from 'fast-glob';
import { messageOf } from '../errors.js';
import type { EntryFile } from './found-package.js';
import { compareText } from './package-collector.js';
import type { SkipReason } from './report.js';

/** One entry of a manifest that cannot be taken. */
export interface EntryProblem {
  readonly path: string;
  readonly reason: SkipReason;
  readonly detail: string;
}

export interface ResolvedEntries {
  readonly entries: readonly EntryFile[];
  readonly problems: readonly EntryProblem[];
}

const SCRIPT = /\.[cm]?js$/;

/**
 * Turns the paths and globs of a manifest into files inside the real folder of the package. They are file paths: no
 * part of one is ever decoded as a URL or resolved as a specifier, and links are followed before the check.
 */
export function resolveEntries(root: string, paths: readonly string[]): ResolvedEntries {
  const home = realpathSync.native(root);
  const excluded = paths.filter((path) => path.startsWith('!')).map((path) => posix.normalize(path.slice(1)));
  const found = new Map<string, EntryFile>();
  const problems: EntryProblem[] = [];
  for (const path of paths.filter((each) => !each.startsWith('!'))) {
    for (const result of resolveEntry(root, home, path, excluded)) {
      if ('reason' in result) problems.push(result);
      else if (!found.has(result.file)) found.set(result.file, result);
    }
  }
  return { entries: [...found.values()], problems };
}

type Result = EntryFile | EntryProblem;

function resolveEntry(root: string, home: string, path: string, excluded: string[]): Result[] {
  const isGlob = fastGlob.isDynamicPattern(path) && !exists(join(root, path));
  const inside = isAbsolute(path) ? path : posix.normalize(path);
  const leaves =
    isAbsolute(path) || inside.split('/').includes('..') || (isGlob && /(^|[/{,(|])\.\.([/},)|]|$)/.test(path));
  if (leaves)
    return [outside(join(root, path), path, 'is outside of the package; use a path relative to its package.json')];
  if (inside.split('/').includes('node_modules'))
    return [outside(join(root, path), path, 'belongs to another package')];
  return isGlob ? resolveGlob(root, home, inside, excluded) : [resolveFile(root, home, inside, path)];
}

function resolveGlob(root: string, home: string, pattern: string, excluded: string[]): Result[] {
  const path = join(root, pattern);
  let matches: string[];
  try {
    // Links are matched, not followed: a loop would never end, and each match is checked below.
    const options = { cwd: root, dot: false, onlyFiles: false, followSymbolicLinks: false, objectMode: true } as const;
    const found = fastGlob.sync(pattern, { ...options, ignore: ['**/node_modules/**', ...excluded] });
    matches = found.filter(({ dirent }) => !dirent.isDirectory()).map((match) => match.path);
  } catch (error) {
    return [{ path, reason: 'unreadable', detail: `The files for "${pattern}" cannot be read: ${messageOf(error)}` }];
  }
  const scripts = matches.filter((match) => SCRIPT.test(match)).toSorted(compareText);
  if (scripts.length > 0) return scripts.map((match) => resolveFile(root, home, match, match));
  if (matches.length > 0)
    return [wrongType(path, `"${pattern}" matches no .js, .mjs or .cjs file, only ${matches[0]}`)];
  return [{ path, reason: 'entry-missing', detail: `"${pattern}" matches no file. Is the package built?` }];
}

const missingHint = (given: string): string =>
  /^(file|node|data|https?):|%[\da-f]{2}/i.test(given)
    ? 'Entries are file paths, never URLs; use a path relative to the package.json.'
    : 'Is the package built?';

function resolveFile(root: string, home: string, inside: string, given: string): Result {
  const path = join(root, inside);
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined)
      return { path, reason: 'entry-missing', detail: `"${given}" is not there. ${missingHint(given)}` };
    const file = realpathSync.native(path);
    const place = relative(home, file);
    if (place === '..' || place.startsWith(`..${sep}`) || isAbsolute(place)) {
      return outside(path, given, `leads to ${file}, outside of the package`);
    }
    if (!stats.isFile())
      return wrongType(path, `"${given}" is ${stats.isDirectory() ? 'a folder' : 'no regular file'}; name a file`);
    if (!SCRIPT.test(inside)) return wrongType(path, `"${given}" is no .js, .mjs or .cjs file; name the built file`);
    return { file: root === home ? file : join(root, place), relative: inside.replace(/\/$/, '') };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTDIR')
      return { path, reason: 'entry-missing', detail: `"${given}" is not there: ${messageOf(error)}` };
    return { path, reason: 'unreadable', detail: `"${given}" cannot be read: ${messageOf(error)}` };
  }
}

function outside(path: string, given: string, why: string): EntryProblem {
  return { path, reason: 'entry-outside-package', detail: `"${given}" ${why}.` };
}

function wrongType(path: string, detail: string): EntryProblem {
  return { path, reason: 'entry-type', detail: `${detail}.` };
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // then it is no plain file name, and the glob decides
  }
}
