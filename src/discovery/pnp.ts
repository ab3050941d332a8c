import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { join, sep } from 'node:path';
import type { Host } from './host-root.js';
import type { WalkedTree } from './find-packages.js';
import type { PackageCollector } from './package-collector.js';
import { stampOf } from './stamp.js';
import { foldersAbove } from './workspace.js';

interface Locator {
  readonly name: string | null;
  readonly reference: string | null;
}

type DependencyTarget = string | readonly [string, string] | null;

interface PackageInformation {
  readonly packageLocation: string;
  readonly packageDependencies: ReadonlyMap<string, DependencyTarget>;
}

/** The part of Yarn's Plug'n'Play API that is used; https://yarnpkg.com/advanced/pnpapi describes it. */
export interface PnpApi {
  findPackageLocator(path: string): Locator | null;
  getLocator(name: string, target: string | readonly [string, string]): Locator;
  getPackageInformation(locator: Locator): PackageInformation | null;
  resolveVirtual?(path: string): string | null;
}

/** The API that is in charge of `folder`, when this process runs under Plug'n'Play. */
export function pnpApiOf(folder: string): PnpApi | undefined {
  const { findPnpApi } = nodeModule as { findPnpApi?: (path: string) => PnpApi | null };
  return findPnpApi?.(folder + sep) ?? undefined;
}

/** The file that Yarn writes for a Plug'n'Play project, in `folder` or above it. */
export function pnpFileOf(folder: string): string | undefined {
  return [folder, ...foldersAbove(folder)].map((each) => join(each, '.pnp.cjs')).find((file) => existsSync(file));
}

/** Follows the dependencies of the host; packages in zip files are read through the file system that Yarn patched. */
export function findPnpPackages(api: PnpApi, host: Host, collector: PackageCollector): WalkedTree {
  const linked: string[] = [];
  const start = api.findPackageLocator(host.root + sep);
  const queue = start === null ? [] : [start];
  const seen = new Set(queue.map(keyOf));
  if (start === null)
    collector.incompleteBecause.push(`${host.root} is not part of its Plug'n'Play project; run yarn install`);
  for (const locator of queue) {
    for (const [name, target] of api.getPackageInformation(locator)?.packageDependencies ?? []) {
      if (target === null) continue; // an optional peer that nobody provides
      const found = api.getLocator(name, target);
      const root = api.getPackageInformation(found)?.packageLocation.replace(/[\\/]$/, '');
      if (root === undefined || root === host.root || isForOtherPlatform(root)) continue;
      collector.reach(name, root, locator === start && host.dependencies.has(name), api.resolveVirtual?.(root) ?? root);
      if (!/[\\/]node_modules[\\/]/.test(root)) linked.push(root);
      if (!seen.has(keyOf(found)) && seen.add(keyOf(found))) queue.push(found);
    }
  }
  const file = pnpFileOf(host.root);
  return {
    folders: new Map(file === undefined ? [] : [[file, stampOf(file)]]),
    shared: [],
    linked: [...new Set(linked)],
  };
}

/** Yarn lists packages for every platform, and unpacks those with conditions only where they hold. */
function isForOtherPlatform(root: string): boolean {
  return /[\\/]unplugged[\\/]/.test(root) && !existsSync(root);
}

function keyOf({ name, reference }: Locator): string {
  return `${name} ${reference}`;
}
