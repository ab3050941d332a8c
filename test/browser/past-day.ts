import type { Stask } from 'stask';

const HOUR_MS = 3_600_000;
/** Tasks that ended in each of the last 24 hours, the oldest first: quiet nights and busy days. */
const ENDED = [3, 2, 1, 1, 2, 4, 6, 9, 8, 7, 9, 11, 8, 6, 7, 9, 10, 12, 9, 7, 5, 4, 6, 5];
const FAILS_EACH = 17;

/** What a day of work leaves behind; the rows are dated back, since nobody waits a day for a test. */
export async function addPastDay({ createMany, database }: Pick<Stask, 'createMany' | 'database'>): Promise<void> {
  const ages = ENDED.flatMap((count, hour) =>
    Array.from({ length: count }, (_, index) => (ENDED.length - hour - (index + 1) / (count + 1)) * HOUR_MS),
  );
  const tasks = await createMany(
    ages.map((_, index) => ({
      identifier: index % 3 === 2 ? 'stock' : 'reports',
      action: index % 3 === 2 ? 'count' : index % 2 === 0 ? 'make' : 'build_report',
      data: index % 3 !== 2 && index % 2 === 1 ? { period: 'week' } : {},
      userId: ['olena', 'andrii', 'cron'][index % 3]!,
    })),
  );
  const { dialect } = database;
  const ago = dialect.nowPlusMs('?');
  for (const [index, { id }] of tasks.entries()) {
    const age = Math.round(ages[index]!);
    const durationMs = 800 + ((index * 7919) % 90_000);
    const failed = index % FAILS_EACH === FAILS_EACH - 1;
    await database.execute(
      `UPDATE s_tasks SET status = ?, progress = ?, attempts = ?, message = ?, created_at = ${ago}, updated_at = ${ago},
       started_at = ${ago}, finished_at = ${ago}, available_at = ${ago} WHERE id = ?`,
      [
        failed ? 100 : 80,
        failed ? 40 : 100,
        failed ? 3 : 1,
        failed ? 'The order service did not answer within 30 seconds' : '',
        ...[age + durationMs, age, age + durationMs, age, age].map((ms) => -ms),
        id,
      ],
    );
  }
}
