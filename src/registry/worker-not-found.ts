import { StaskError } from '../errors.js';

/** The error for an identifier without a row; names those that look alike. */
export function workerNotFound(identifier: string, known: readonly string[]): StaskError {
  const near = nearest(identifier, known);
  const hint =
    near.length > 0
      ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
      : known.length === 0
        ? 'No worker is registered.'
        : `Known: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.`;
  const shown = JSON.stringify(identifier.slice(0, 80));
  return new StaskError(
    'STASK_WORKER_NOT_FOUND',
    `No worker ${shown}. ${hint} Just installed? Run \`stask discover\`.`,
  );
}

/** Up to three names within a third of the letters, or containing the other; best first. */
export function nearest(name: string, known: readonly string[]): string[] {
  const wanted = name.slice(0, 64).toLowerCase();
  const scored = known.map((candidate) => ({ candidate, distance: distanceTo(wanted, candidate.toLowerCase()) }));
  return scored
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(wanted.length / 3)))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

function distanceTo(wanted: string, candidate: string): number {
  if (wanted !== '' && (candidate.includes(wanted) || (candidate.length > 2 && wanted.includes(candidate)))) return 1;
  return editDistance(wanted, candidate);
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
