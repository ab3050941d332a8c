export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

export async function secondsFor(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

/** Milliseconds of each of `rounds` runs. */
export async function timesOf(rounds, work) {
  const took = [];
  for (let n = 0; n < rounds; n++) took.push((await secondsFor(() => work(n))) * 1_000);
  return took;
}

export async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Milliseconds since the epoch, finer than `Date.now`, comparable between processes of one machine. */
export const epochMs = () => performance.timeOrigin + performance.now();

/** Runs each of the named works in turn, `rounds` times over; the median of each one's figures. */
export async function interleaved(rounds, works) {
  const figures = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, work] of Object.entries(works)) figures[name].push(await work(round));
  return Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, median(values)]));
}
