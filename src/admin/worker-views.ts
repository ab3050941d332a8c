import { statusText } from '../tasks/task-state.js';
import type { WorkerRow } from '../store/worker-store.js';
import type { WorkerActivity } from '../typeorm/worker-activity.js';
import { isPlainObject } from '../worker/dot-path.js';
import type { TaskInterface } from '../worker/task-interface.js';
import type { WorkerDetail, WorkerSummary } from './api.js';
import { iconOf } from './worker-icon.js';

export function workerSummary(row: WorkerRow, { lastRun, failureRate, nextRunAt }: WorkerActivity): WorkerSummary {
  return {
    identifier: row.identifier,
    scope: row.scope,
    title: row.title || row.identifier,
    description: row.description,
    icon: iconOf(row),
    package: row.packageName,
    version: row.packageVersion,
    direct: row.direct,
    active: row.active,
    hidden: row.hidden,
    position: row.position,
    health: row.health,
    healthDetail: row.healthDetail,
    actions: row.actions.map(({ name, title, description, schema }) => ({
      name,
      title: title ?? humanName(name),
      description: description ?? '',
      hasOptions:
        schema !== undefined && isPlainObject(schema['properties']) && Object.keys(schema['properties']).length > 0,
    })),
    lastRun:
      lastRun === null
        ? null
        : { taskId: lastRun.taskId, statusText: statusText(lastRun.status), at: lastRun.at.toISOString() },
    failureRate,
    nextRun: nextRunAt?.toISOString() ?? null,
  };
}

/** `instance` is undefined when the class cannot be loaded. */
export function workerDetail(
  row: WorkerRow,
  activity: WorkerActivity,
  instance: TaskInterface | undefined,
): WorkerDetail {
  return {
    ...workerSummary(row, activity),
    class: row.class,
    hasSettings:
      row.settingsSchema !== null ||
      Object.keys({ ...row.defaults, ...row.settings }).some((key) => key !== 'schedule'),
    hasSchedule: row.actions.some(({ name }) => name === 'make'),
    hasWidget: typeof instance?.renderWidget === 'function',
    hasSettingsMarkup: typeof instance?.renderSettings === 'function',
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** `Send digest` of `send_digest`. */
export function humanName(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
