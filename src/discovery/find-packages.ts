import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { messageOf } from '../errors.js';
import { installSigns } from './install-signs.js';
import { nearPaths } from './near-paths.js';
import { OWN_ROOT } from './own-package.js';
import type { Host } from './host-root.js';
import type { PackageCollector } from './package-collector.js';
import { stampFrom, stampOf } from './stamp.js';

/** What was looked at outside of package folders, with what it looked like just before. */
export interface WalkedTree {
  /** `node_modules` and scope folders. */
  readonly folders: ReadonlyMap<string, string>;
  /** The `node_modules` folders of the host among them. */
  readonly shared: readonly string[];
  /** Folders of linked packages, which change without an install. */
  readonly linked: readonly string[];
}

interface Step {
  readonly folder: string;
  /** `@acme/` inside a scope folder, else empty. */
  readonly scope: string;
  /** True for a folder whose packages the host reaches by their name. */
  readonly shared: boolean;
}

/**
 * Walks from package to package, never into the folders of one: flat `node_modules/*` and `node_modules/@scope/*`, the
 * nested `node_modules` of each package, and beside the real folder of each linked one, where pnpm and npm's linked
 * strategy keep its dependencies. Synchronous on purpose: one descriptor at a time, and the fastest way there is.
 */
export function findPackages(host: Host, collector: PackageCollector): WalkedTree {
  const walk = new TreeWalk(host, collector);
  for (const folder of host.nodeModules) walk.addShared(folder);
  walk.run();
  return walk;
}

class TreeWalk implements WalkedTree {
  readonly folders = new Map<string, string>();
  readonly shared: string[] = [];
  readonly linked: string[] = [];
  readonly #near = nearPaths();
  readonly #steps: Step[] = [];
  readonly #directNames = new Set<string>();
  /** Where links lead, by their target as written: an isolated tree has several links to each package. */
  readonly #targets = new Map<string, string | undefined>();

  constructor(
    readonly host: Host,
    readonly collector: PackageCollector,
  ) {}

  /** A shared folder of the host; it must be there. */
  addShared(folder: string): void {
    const real = this.#realPathOf(folder);
    if (real === undefined || this.folders.has(real)) return;
    this.shared.push(real);
    this.#push(real, stampOf(real), true);
  }

  /** A folder that may not be there. One look tells that, its stamp, and whether it is a link. */
  #addNested(folder: string): void {
    const stats = lookAt(this.#near(folder));
    if (stats === undefined) return;
    const real = stats.isSymbolicLink() ? this.#realPathOf(folder) : folder;
    if (real !== undefined && !this.folders.has(real))
      this.#push(real, real === folder ? stampFrom(stats) : stampOf(real), false);
  }

  #push(folder: string, stamp: string, shared: boolean): void {
    this.folders.set(folder, stamp);
    this.#steps.push({ folder, scope: '', shared });
  }

  /** Shared folders come first, nearest first, so that the nearest of two packages with one name is the direct one. */
  run(): void {
    for (const step of this.#steps) this.#visitFolder(step); // grows while it runs
  }

  #visitFolder({ folder, scope, shared }: Step): void {
    let entries: Dirent[];
    try {
      entries = readdirSync(this.#near(folder), { withFileTypes: true });
    } catch (error) {
      this.collector.incompleteBecause.push(`${folder} cannot be read: ${messageOf(error)}`);
      return;
    }
    this.collector.incompleteBecause.push(...installSigns(folder, entries, shared && scope === ''));
    for (const entry of entries) this.#visitEntry(folder, scope, shared, entry);
  }

  #visitEntry(folder: string, scope: string, shared: boolean, entry: Dirent): void {
    const { name } = entry;
    const isLink = entry.isSymbolicLink();
    if (name.startsWith('.') || (!isLink && !entry.isDirectory())) return;
    const path = folder + sep + name;
    if (scope === '' && name.startsWith('@'))
      return this.#visitScope(isLink ? this.#realPathOf(path) : path, name, shared);
    const root = isLink ? this.#folderBehind(path) : path;
    if (root === undefined || root === this.host.root) return;
    this.#visitPackage(scope + name, root, shared, isLink);
  }

  /** A scope is looked into at once, so that shared folders stay before all others. */
  #visitScope(folder: string | undefined, name: string, shared: boolean): void {
    if (folder === undefined || this.folders.has(folder)) return;
    this.folders.set(folder, stampOf(folder));
    this.#visitFolder({ folder, scope: `${name}/`, shared });
  }

  #visitPackage(name: string, root: string, shared: boolean, isLink: boolean): void {
    const isNew = this.collector.reach(name, root, shared && this.#isDirect(name));
    if (!isNew || root === OWN_ROOT) return; // our own dependencies, and those for developing us, are no workers
    this.#addNested(root + sep + 'node_modules');
    if (isLink) this.#visitBeside(root);
  }

  #visitBeside(root: string): void {
    const parent = dirname(root);
    const container = basename(parent).startsWith('@') ? dirname(parent) : parent;
    if (basename(container) === 'node_modules') return this.#addNested(container);
    this.linked.push(root);
    this.#addNested(parent + sep + 'node_modules');
  }

  #isDirect(name: string): boolean {
    if (!this.host.dependencies.has(name) || this.#directNames.has(name)) return false;
    this.#directNames.add(name);
    return true;
  }

  /** Real folder behind a link, `undefined` for a link to a file and for one that leads nowhere. */
  #folderBehind(link: string): string | undefined {
    const target = this.#targetOf(link);
    if (target === undefined || this.#targets.has(target)) return target && this.#targets.get(target);
    const real = this.#realPathOf(link);
    const folder = real !== undefined && statSync(real, { throwIfNoEntry: false })?.isDirectory() ? real : undefined;
    this.#targets.set(target, folder);
    return folder;
  }

  #targetOf(link: string): string | undefined {
    try {
      return resolve(dirname(link), readlinkSync(link));
    } catch (error) {
      this.collector.incompleteBecause.push(`${link} cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  }

  #realPathOf(path: string): string | undefined {
    try {
      return realpathSync.native(path);
    } catch (error) {
      this.collector.incompleteBecause.push(`${path} leads nowhere: ${messageOf(error)}`);
      return undefined;
    }
  }
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // inside of what cannot be entered; that was reported where its package.json was not read
  }
}
