import { compare, valid } from 'semver';

import type { Skipped, WorkerCandidate } from '../discovery/report.js';
import type { WorkerRow } from '../store/worker-store.js';

export interface Choice {
  /** One candidate for each identifier. */
  readonly taken: WorkerCandidate[];
  readonly skipped: Skipped[];
}

/** Row by identifier, and whether its package may still come back with it although this scan did not take it from there. */
export interface Incumbents {
  row(identifier: string): WorkerRow | undefined;
  holds(row: WorkerRow): boolean;
}

/**
 * Decides between candidates with the same identifier: the row that exists, then the direct dependency, then the
 * higher version of one package, then the package name.
 */
export function chooseCandidates(candidates: readonly WorkerCandidate[], incumbents: Incumbents): Choice {
  const taken: WorkerCandidate[] = [];
  const skipped: Skipped[] = [];
  for (const [identifier, group] of byIdentifier(candidates)) {
    const row = incumbents.row(identifier);
    const contenders = group.toSorted((a, b) => preference(a, b, row));
    const own = row !== undefined && contenders[0]?.package.name === row.packageName;
    if (row !== undefined && !own && incumbents.holds(row)) {
      skipped.push(
        ...contenders.map((candidate) => takenBy(candidate, row.packageName || 'the host itself', row.class)),
      );
      continue;
    }
    const [winner, ...losers] = contenders;
    if (winner === undefined) continue;
    taken.push(winner);
    skipped.push(...losers.map((loser) => lost(loser, winner)));
  }
  return { taken, skipped };
}

function byIdentifier(candidates: readonly WorkerCandidate[]): Map<string, WorkerCandidate[]> {
  const groups = new Map<string, WorkerCandidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.identifier);
    if (group === undefined) groups.set(candidate.identifier, [candidate]);
    else group.push(candidate);
  }
  return groups;
}

function preference(a: WorkerCandidate, b: WorkerCandidate, row: WorkerRow | undefined): number {
  return (
    rank(b.package.name === row?.packageName) - rank(a.package.name === row?.packageName) ||
    rank(b.package.direct) - rank(a.package.direct) ||
    (a.package.name === b.package.name ? byVersionDescending(a, b) : 0) ||
    rank(b.class === row?.class) - rank(a.class === row?.class) ||
    byText(a.package.name, b.package.name) ||
    byText(a.class, b.class) ||
    byText(a.package.root, b.package.root)
  );
}

function lost(loser: WorkerCandidate, winner: WorkerCandidate): Skipped {
  if (loser.package.name !== winner.package.name || loser.package.root === winner.package.root) {
    return takenBy(loser, winner.package.name, winner.class);
  }
  return {
    package: loser.package.name,
    path: loser.package.root,
    reason: 'superseded',
    detail:
      `Version ${loser.package.version} gives way to ${winner.package.version} in ${winner.package.root}: ` +
      'the direct dependency wins, then the higher version.',
  };
}

function takenBy(loser: WorkerCandidate, owner: string, ownerClass: string): Skipped {
  return {
    package: loser.package.name,
    path: loser.package.root,
    reason: 'identifier-taken',
    detail:
      `Identifier "${loser.identifier}" of ${loser.class} is taken by ${owner} (${ownerClass}). ` +
      'Give one of the two another identifier, or remove one package.',
  };
}

function byVersionDescending(a: WorkerCandidate, b: WorkerCandidate): number {
  const [left, right] = [a.package.version, b.package.version];
  return valid(left) !== null && valid(right) !== null ? compare(right, left) : 0;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function rank(holds: boolean): number {
  return holds ? 1 : 0;
}
