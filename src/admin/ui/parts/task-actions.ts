import type { NewTask } from '../../api-requests.js';
import type { TaskSummary } from '../../api.js';
import { href } from '../config.js';
import { problemText } from '../i18n/problem-text.js';
import { t } from '../i18n/i18n.js';
import { tell } from './toast.js';
import { problemOf, request } from '../server/request.js';

/** Runs `act`; what it throws is told to the user, and the answer is undefined. */
export async function attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (thrown) {
    tell(problemText(problemOf(thrown)), 'bad');
    return undefined;
  }
}

export async function cancelTask(id: number): Promise<TaskSummary | undefined> {
  return attempt(async () => {
    const { body } = await request<TaskSummary>('POST', `tasks/${id}/cancel`);
    tell(body.statusText === 'cancelled' ? t('task.cancelled', { id: String(id) }) : t('task.asked'));
    return body;
  });
}

export async function retryTask(id: number): Promise<TaskSummary | undefined> {
  return attempt(async () => {
    const { body } = await request<TaskSummary>('POST', `tasks/${id}/retry`);
    tell(t('task.requeued', { id: String(id) }));
    return body;
  });
}

export async function deleteTask(id: number): Promise<boolean> {
  const done = await attempt(async () => {
    await request('DELETE', `tasks/${id}`);
    tell(t('task.deleted', { id: String(id) }));
    return true;
  });
  return done === true;
}

/** Creates a task; sending it twice with one `key` makes one task. @throws RequestFailure, 422 with what is wrong where */
export async function createTask(path: string, task: NewTask, key: string): Promise<TaskSummary> {
  const { body } = await request<TaskSummary>('POST', path, { body: task, headers: { 'idempotency-key': key } });
  const id = String(body.id);
  tell(t('task.created', { id }), 'good', { href: href(`tasks/${id}`), text: t('task.created.show', { id }) });
  return body;
}
