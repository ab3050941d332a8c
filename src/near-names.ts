/** Names a user may have meant, nearest first, at most three: by edit distance of at most a third, or containment. */
export function nearNames(wanted: string, known: Iterable<string>): string[] {
  const low = wanted.toLowerCase();
  return [...new Set(known)]
    .map((name) => ({ name, distance: distanceTo(low, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(low.length / 3)))
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

function distanceTo(wanted: string, name: string): number {
  if (wanted.length > 2 && (name.includes(wanted) || wanted.includes(name))) return 1;
  let row = Array.from({ length: name.length + 1 }, (_, index) => index);
  for (let i = 1; i <= wanted.length; i++) {
    const next = [i];
    for (let j = 1; j <= name.length; j++) {
      const same = wanted[i - 1] === name[j - 1] ? 0 : 1;
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + same));
    }
    row = next;
  }
  return row[name.length]!;
}
