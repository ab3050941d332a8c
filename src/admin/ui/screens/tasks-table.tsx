import type { TaskSummary } from '../../api.js';
import { href } from '../config.js';
import { t } from '../i18n/i18n.js';
import { TaskProgress } from '../parts/progress.js';
import { TaskStatus } from '../parts/status.js';
import { Table, type Column } from '../parts/table.js';
import { CancelButton, RetryButton } from '../parts/task-buttons.js';
import { durationMsOf, isPlanned } from '../parts/task-facts.js';
import { TaskLink } from '../parts/task-link.js';
import { Ago, Duration, nowMs } from '../parts/time.js';

interface TaskTableProps {
  tasks: readonly TaskSummary[];
  selected?: ReadonlySet<number>;
  onSelect?: (ids: ReadonlySet<number>) => void;
}

export function TaskTable({ tasks, selected, onSelect }: TaskTableProps) {
  const columns: Array<Column<TaskSummary>> = [
    { key: 'id', head: t('column.id'), cell: (task) => <span class="muted num">{task.id}</span> },
    { key: 'status', head: t('column.status'), cell: (task) => <TaskStatus task={task} /> },
    {
      key: 'task',
      head: t('column.task'),
      cell: (task) => (
        <>
          <TaskLink task={task} />
          {task.message ? <span class={`message message-${task.statusText}`}>{task.message}</span> : null}
        </>
      ),
    },
    {
      key: 'progress',
      head: t('column.progress'),
      cell: (task) =>
        isPlanned(task, nowMs()) ? (
          <span class="muted">
            {t('task.starts')} <Ago at={task.startAt} />
          </span>
        ) : (
          <TaskProgress task={task} />
        ),
    },
    {
      key: 'attempts',
      head: t('column.attempts'),
      label: t('column.attempts'),
      right: true,
      cell: ({ attempts, maxAttempts }) => (
        <span class={attempts > 1 ? 'num' : 'num muted'}>
          {attempts}/{maxAttempts}
        </span>
      ),
    },
    {
      key: 'created',
      head: t('column.created'),
      label: t('column.created'),
      cell: (task) => <Ago at={task.createdAt} />,
    },
    {
      key: 'duration',
      head: t('column.duration'),
      label: t('column.duration'),
      right: true,
      cell: (task) => <Duration ms={durationMsOf(task, nowMs())} />,
    },
    {
      key: 'by',
      head: t('column.by'),
      label: t('column.by'),
      cell: (task) => (task.userId === null ? null : <span class="ellipsis">{task.userId}</span>),
    },
    {
      key: 'actions',
      head: <span class="hidden-text">{t('common.actions')}</span>,
      cell: (task) => (
        <span class="row-actions">
          <RetryButton task={task} />
          <CancelButton task={task} />
        </span>
      ),
    },
  ];
  const select = selected && onSelect ? [selectColumn(tasks, selected, onSelect)] : [];
  return (
    <Table
      name={t('tasks.table')}
      columns={[...select, ...columns]}
      rows={tasks}
      keyOf={({ id }) => id}
      classOf={({ id }) => (selected?.has(id) ? 'selected' : undefined)}
      hrefOf={({ id }) => href(`tasks/${id}`)}
    />
  );
}

function selectColumn(
  tasks: readonly TaskSummary[],
  selected: ReadonlySet<number>,
  onSelect: (ids: ReadonlySet<number>) => void,
): Column<TaskSummary> {
  const all = tasks.every(({ id }) => selected.has(id));
  const toggle = (id: number): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  return {
    key: 'select',
    head: (
      <label class="select-all">
        <input
          type="checkbox"
          aria-label={t('tasks.select.all')}
          checked={all}
          onChange={() => onSelect(new Set(all ? [] : tasks.map(({ id }) => id)))}
        />
        <span class="narrow-only">{t('tasks.select.all')}</span>
      </label>
    ),
    cell: ({ id }) => (
      <input
        type="checkbox"
        aria-label={t('tasks.select', { id: String(id) })}
        checked={selected.has(id)}
        onChange={() => toggle(id)}
      />
    ),
  };
}
