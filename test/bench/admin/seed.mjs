// A month of tasks of 20 workers, made inside the database.
export const WORKERS = 20;
export const SCOPES = 4;
export const worker = (n) => `worker_${n}`;

/** Numbers 0 … rows - 1 as `i`, in the database's own way. */
function numbers(kind, rows) {
  if (kind === 'postgres') return `generate_series(CAST(0 AS bigint), ${rows - 1}) AS s(i)`;
  if (kind === 'sqlite')
    return `(WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < ${rows - 1}) SELECT i FROM c) AS s`;
  const digit =
    '(SELECT 0 AS d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)';
  const places = String(rows - 1).length;
  const tables = Array.from({ length: places }, (_, n) => `${digit} AS d${n}`).join(' CROSS JOIN ');
  const sum = Array.from({ length: places }, (_, n) => `d${n}.d * ${10 ** n}`).join(' + ');
  return `(SELECT i FROM (SELECT ${sum} AS i FROM ${tables}) AS all_numbers WHERE i < ${rows} ORDER BY i) AS s`;
}

const LONG = 'Оброблено замовлення, пошта надіслана, чекаємо на підтвердження від складу. '.repeat(8);

const when = (condition, value) => `CASE WHEN ${condition} THEN ${value} ELSE NULL END`;

/** Most are done, 2 % failed, 1 % cancelled; the newest 1.5 % wait, are planned or run. Message, user and worker of a few are rare. */
export async function seed(database, kind, rows) {
  const { dialect } = database;
  const text = (expression) => (kind === 'mysql' ? `CAST(${expression} AS CHAR)` : `CAST(${expression} AS TEXT)`);
  const joined = (...parts) => dialect.concat(...parts);
  const at = (milliseconds) => dialect.nowPlusMs(milliseconds);
  const month = 30 * 24 * 3_600_000;
  const age = `((${rows} - i) * -${month / rows})`;
  const isNew = `i >= ${Math.floor(rows * 0.985)}`;
  const status = `CASE WHEN ${isNew} THEN (CASE WHEN i % 300 = 0 THEN 50 WHEN i % 5 = 0 THEN 5 ELSE 10 END)
    WHEN i % 50 = 7 THEN 100 WHEN i % 100 = 3 THEN 110 ELSE 80 END`;
  const ended = `NOT (${isNew})`;
  await database.execute(
    `INSERT INTO s_tasks (identifier, action, status, message, started_by, meta, result, error, priority, progress, attempts, group_id,
       created_at, available_at, updated_at, started_at, finished_at, lease_until, claimed_by)
     SELECT CASE WHEN i % 100000 = 17 THEN 'worker_rare' ELSE ${joined("'worker_'", text(`(i % ${WORKERS})`))} END,
       ${joined("'action_'", text('((i / 7) % 5)').replace('(i / 7)', kind === 'mysql' ? '(i DIV 7)' : '(i / 7)'))},
       ${status},
       CASE WHEN i = ${Math.floor(rows / 3)} THEN 'the needle in the haystack' WHEN i % 4 = 0 THEN '${LONG}'
         ELSE ${joined("'Order '", text('i'), "' of customer '", text('(i % 5000)'), "' is processed'")} END,
       CASE WHEN i % 250000 = 5 THEN 'rare' ELSE ${joined("'user'", text('(i % 1000)'))} END,
       '{"order":1,"lines":[1,2,3]}', ${when(ended, `'{"done":true}'`)},
       ${when('i % 50 = 7', `'{"name":"Error","message":"The warehouse did not answer","stack":"Error: at file.js:1:1"}'`)},
       1 + (i % 10 > 0) + (i % 10 > 7), CASE WHEN ${ended} THEN 100 ELSE 0 END, CASE WHEN ${ended} THEN 1 ELSE 0 END, ${when('i % 500 < 5', 'i % 500')},
       ${at(age)}, CASE WHEN ${isNew} AND i % 5 = 0 THEN ${at(`i % 86400 * 1000`)} ELSE ${at(age)} END, ${at(age)},
       ${when(`${ended} OR i % 300 = 0`, at(`${age} + 2000`))}, ${when(ended, at(`${age} + 2000 + (i % 60) * 500`))},
       ${when(`${isNew} AND i % 300 = 0`, at('3600000'))}, ${when(`${isNew} AND i % 300 = 0`, "'bench'")}
     FROM ${numbers(kind, rows)}`.replace(
      '1 + (i % 10 > 0) + (i % 10 > 7)',
      'CASE WHEN i % 10 = 0 THEN 1 WHEN i % 10 > 7 THEN 3 ELSE 2 END',
    ),
  );
  if (kind === 'mysql') await database.query('ANALYZE TABLE s_tasks');
  else await database.execute(kind === 'sqlite' ? 'PRAGMA optimize' : 'VACUUM ANALYZE s_tasks');
}
