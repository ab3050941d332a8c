// What was measured beside its goal.
export const GOALS = {
  medianMs: 100,
  firstMs: 1_000,
  stallMs: 100,
  listBytes: 50_000,
  eventsShare: 0.1,
  firstLoadBytes: 150_000,
};

const measured = [];

const round = (number) => (number < 1 ? Math.round(number * 1_000) / 1_000 : Math.round(number * 10) / 10);

/** Notes a figure that must be below its goal. */
export function note(database, what, value, goal, worst = '') {
  const met = value < goal ? 'met' : 'MISSED';
  measured.push({ database, what, measured: round(value), goal: `< ${goal}`, met, worst });
}

/** Prints all and says whether every goal is met. */
export function printGoals() {
  console.log('\nGoals:');
  console.table(measured);
  return measured.every(({ met }) => met === 'met');
}
