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
