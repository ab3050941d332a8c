import { chooseVersions } from './choose-version.js';
import { readDeclaration, type Declaration } from './declaration.js';
import { findPackages, type WalkedTree } from './find-packages.js';
import type { Host } from './host-root.js';
import { compareText, PackageCollector, type CollectorListeners } from './package-collector.js';
import { findPnpPackages, pnpApiOf } from './pnp.js';
import { stampOf } from './stamp.js';
import type { Skipped } from './report.js';

/** What is installed, before anything of it is judged. */
export interface Survey {
  /** Those that declare workers, one for each name, sorted. */
  readonly packages: readonly Declaration[];
  readonly superseded: readonly Skipped[];
  /** Those that mention stask without declaring workers, and those that `onReach` asked for. */
  readonly undeclared: readonly Declaration[];
  readonly packagesSeen: number;
  readonly manifestsSeen: number;
  readonly incompleteBecause: readonly string[];
  readonly tree: WalkedTree;
}

/** During an install there may be hundreds. */
const MAX_REASONS = 20;

/** Reads every installed package once, through the Plug'n'Play API where the host uses it, else from `node_modules`. */
export function surveyPackages(host: Host, listeners?: CollectorListeners): Survey {
  const collector = new PackageCollector(listeners);
  const api = pnpApiOf(host.root);
  const tree = api === undefined ? findPackages(host, collector) : findPnpPackages(api, host, collector);
  const installed = collector.count;
  if (host.readable) collector.reach(host.name, host.root, true);

  const all = collector.reached.map(readDeclaration);
  const declared = all.filter((each) => each.declared);
  const { chosen, superseded } = chooseVersions(declared);
  return {
    packages: chosen,
    superseded,
    undeclared: all.filter((each) => !each.declared),
    packagesSeen: installed + Number(declared.some(({ root }) => root === host.root)),
    manifestsSeen: declared.filter(({ failure }) => failure?.reason !== 'unreadable').length,
    incompleteBecause: shorten([
      ...host.problems,
      ...(api === undefined && host.absence !== undefined ? [host.absence] : []),
      ...collector.incompleteBecause.toSorted(compareText),
      ...changedMeanwhile(tree),
    ]),
    tree,
  };
}

function changedMeanwhile({ folders, shared }: WalkedTree): string[] {
  const changed = shared.filter((folder) => stampOf(folder) !== folders.get(folder));
  return changed.map((folder) => `${folder} changed while it was read`);
}

function shorten(reasons: readonly string[]): string[] {
  const rest = reasons.length - MAX_REASONS;
  return rest > 0 ? [...reasons.slice(0, MAX_REASONS), `and ${rest} more`] : [...reasons];
}
