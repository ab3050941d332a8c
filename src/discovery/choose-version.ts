import semver from 'semver';
import type { Declaration } from './declaration.js';
import { compareText } from './package-collector.js';
import type { Skipped } from './report.js';

export interface ChosenVersions {
  /** One for each name. */
  readonly chosen: readonly Declaration[];
  readonly superseded: readonly Skipped[];
}

/** Of several folders with one name: the host's direct dependency, then the higher version, then the first path. */
export function chooseVersions(declarations: readonly Declaration[]): ChosenVersions {
  const chosen = new Map<string, Declaration>();
  const ordered = [...declarations].toSorted((a, b) => compareText(a.name, b.name) || compareVersions(a, b));
  const superseded: Skipped[] = [];
  for (const declaration of ordered) {
    const winner = chosen.get(declaration.name);
    if (winner === undefined) chosen.set(declaration.name, declaration);
    else
      superseded.push({
        package: winner.name,
        path: declaration.root,
        reason: 'superseded',
        detail: lost(declaration, winner),
      });
  }
  return { chosen: [...chosen.values()], superseded };
}

function compareVersions(a: Declaration, b: Declaration): number {
  return Number(b.direct) - Number(a.direct) || compareSemver(b.version, a.version) || compareText(a.root, b.root);
}

function compareSemver(a: string, b: string): number {
  const [left, right] = [semver.parse(a), semver.parse(b)];
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return left.compare(right);
}

function lost(loser: Declaration, winner: Declaration): string {
  const why = winner.direct ? 'which the host depends on itself' : 'the higher version';
  const reason = winner.version === loser.version && !winner.direct ? 'the same version' : why;
  return `Version ${loser.version || 'unknown'} is left out for ${winner.version || 'unknown'} in ${winner.root}, ${reason}.`;
}
