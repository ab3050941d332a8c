import type { DueWebhook, WebhookOutcome } from '../store/task-links.js';
import { TASK_STATUS } from '../store/task-row.js';
import type { Database } from './database.js';
import { marks } from './task-columns.js';

/** `s_task_webhooks.state`: the task has not ended; to be delivered at `due_at`; delivered or given up. */
const STATE = { waiting: 0, due: 1, done: 2 } as const;

/** Makes webhooks of ended tasks due: of these tasks, or of all. Whether there are any. */
export async function armWebhooks(database: Database, ids?: readonly number[]): Promise<boolean> {
  const { now } = database.dialect;
  const among = ids === undefined ? '' : ` AND task_id IN (${marks(ids)})`;
  const { affected } = await database.execute(
    `UPDATE s_task_webhooks SET state = ${STATE.due}, due_at = ${now}, attempts = 0 WHERE state = ${STATE.waiting}${among}
     AND EXISTS (SELECT 1 FROM s_tasks t WHERE t.id = s_task_webhooks.task_id AND t.status >= ${TASK_STATUS.finished})`,
    ids,
  );
  return affected > 0;
}

/** The task was put back in the queue: its next end is told as well. */
export async function rearmWebhook(database: Database, id: number): Promise<void> {
  await database.execute(
    `UPDATE s_task_webhooks SET state = ${STATE.waiting}, due_at = NULL, attempts = 0 WHERE task_id = ?`,
    [id],
  );
}

/** Takes due webhooks for `leaseMs`; whoever dies with one leaves it to others after that. */
export async function claimWebhooks(database: Database, limit: number, leaseMs: number): Promise<DueWebhook[]> {
  const { dialect } = database;
  const rows = await database.query(
    `SELECT task_id, url, secret, attempts FROM s_task_webhooks WHERE state = ${STATE.due} AND due_at <= ${dialect.now}
     ORDER BY due_at LIMIT ${Math.trunc(limit)}`,
  );
  const claimed: DueWebhook[] = [];
  for (const row of rows) {
    const taskId = Number(row['task_id']);
    const before = Number(row['attempts']);
    const { affected } = await database.execute(
      `UPDATE s_task_webhooks SET due_at = ${dialect.nowPlusMs('?')}, attempts = ?
       WHERE task_id = ? AND state = ${STATE.due} AND attempts = ? AND due_at <= ${dialect.now}`,
      [leaseMs, before + 1, taskId, before],
    );
    const secret = typeof row['secret'] === 'string' ? row['secret'] : null;
    if (affected > 0) claimed.push({ taskId, url: String(row['url']), secret, attempt: before + 1 });
  }
  return claimed;
}

export async function settleWebhook(
  database: Database,
  { taskId, attempt }: DueWebhook,
  outcome: WebhookOutcome,
): Promise<void> {
  const where = `WHERE task_id = ? AND attempts = ? AND state = ${STATE.due}`;
  if (outcome === 'done')
    await database.execute(`UPDATE s_task_webhooks SET state = ${STATE.done} ${where}`, [taskId, attempt]);
  else
    await database.execute(`UPDATE s_task_webhooks SET due_at = ${database.dialect.nowPlusMs('?')} ${where}`, [
      outcome.retryInMs,
      taskId,
      attempt,
    ]);
}
