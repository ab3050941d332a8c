import { basename, dirname, join, sep } from 'node:path';
import { nearPaths } from './near-paths.js';
import { readPackageFile, type PackageFile } from './package-file.js';

/** One package folder and the name under which the host reaches it. */
export interface ReachedPackage {
  readonly name: string;
  /** Folder from which its files are loaded. */
  readonly root: string;
  readonly direct: boolean;
  readonly file: PackageFile;
}

export interface CollectorListeners {
  /** Told of every name that leads to a package; true keeps that package even when it is plain. */
  readonly onReach?: (name: string, root: string) => boolean;
  /** Told of each package that mentions stask, when it is read. */
  readonly onMention?: (reached: ReachedPackage) => void;
}

interface Kept {
  readonly root: string;
  readonly file: PackageFile;
  best: Reach;
}

interface Reach {
  readonly name: string;
  readonly direct: boolean;
}

/** Collects packages while a tree is walked: each real folder is read once, whatever leads to it and in which order. */
export class PackageCollector {
  readonly incompleteBecause: string[] = [];
  readonly #near = nearPaths();
  /** By real path; `null` for those that were read and are of no interest. */
  readonly #seen = new Map<string, Kept | null>();

  constructor(readonly listeners: CollectorListeners = {}) {}

  /** Package folders looked at. */
  get count(): number {
    return this.#seen.size;
  }

  /** Those that may declare workers or could not be read, by name and folder. */
  get reached(): ReachedPackage[] {
    return [...this.#seen.values()]
      .filter((kept) => kept !== null)
      .map(({ best, root, file }) => ({ name: best.name, direct: best.direct, root, file }))
      .toSorted((a, b) => compareText(a.name, b.name) || compareText(a.root, b.root));
  }

  /**
   * Reads the package unless its folder was seen before.
   * @param identity real path of the folder, where `root` is not
   * @returns true when the folder is new
   */
  reach(name: string, root: string, direct: boolean, identity = root): boolean {
    const kept = this.#seen.get(identity);
    const isNew = kept === undefined;
    const wanted = this.listeners.onReach?.(name, root) === true;
    if (kept) kept.best = preferred(kept.best, { name, direct }, root);
    else if (isNew || wanted) this.#seen.set(identity, this.#read(name, root, direct, wanted));
    return isNew;
  }

  #read(name: string, root: string, direct: boolean, wanted: boolean): Kept | null {
    const file = readPackageFile(this.#near(root) + sep + 'package.json');
    if (file.kind === 'plain' && !wanted) return null;
    if (file.kind === 'text') this.listeners.onMention?.({ name, root, direct, file });
    if (file.kind === 'absent') this.incompleteBecause.push(`${root} has no package.json`);
    if (file.kind === 'cut-short') this.incompleteBecause.push(`${join(root, 'package.json')} is cut short`);
    if (file.kind === 'unreadable') this.incompleteBecause.push(`${root} cannot be read: ${file.detail}`);
    const interesting = file.kind === 'text' || file.kind === 'too-big' || file.kind === 'unreadable';
    return interesting || wanted ? { root, file, best: { name, direct } } : null;
  }
}

/** Which of two names for one folder counts: the host's own dependency, then the folder's own name, then the alphabet. */
function preferred(a: Reach, b: Reach, root: string): Reach {
  const rank = (reach: Reach) => (reach.direct ? 0 : 2) + (reach.name === folderName(root) ? 0 : 1);
  return (rank(a) - rank(b) || compareText(a.name, b.name)) <= 0 ? a : b;
}

function folderName(root: string): string {
  const scope = basename(dirname(root));
  return scope.startsWith('@') ? `${scope}/${basename(root)}` : basename(root);
}

/** Order by code units: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
