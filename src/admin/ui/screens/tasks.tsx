import { ArrowUp, Inbox, SearchX } from 'lucide';
import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { href } from '../config.js';
import { formatTime } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Page } from '../parts/page.js';
import { withQuery } from '../parts/query.js';
import { Empty, ProblemNote, Skeleton } from '../parts/states.js';
import { scope } from '../preferences.js';
import { BulkBar } from './tasks-bulk.js';
import { filterOf, isFiltered, queryOf, type TaskQuery } from './tasks-filter.js';
import { TaskFilters } from './tasks-filters.js';
import { TaskTable } from './tasks-table.js';
import { tasksPath } from './tasks-path.js';
import { useTaskList, type TaskList } from './use-task-list.js';

export function TasksScreen() {
  const { query: params, path, route } = useLocation();
  const query = queryOf(params);
  const filter = filterOf(query, scope.value, Date.now());
  const list = useTaskList(filter);
  useEffect(() => {
    // The address changes before this screen goes.
    if (path === href('tasks')) tasksPath.value = withQuery(path, { ...query });
  });
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const change = (next: TaskQuery): void => {
    setSelected(new Set());
    // Each letter of a search is not a step to go back to.
    route(withQuery(path, { ...next }), next.q !== query.q);
  };
  const reload = (): void => {
    setSelected(new Set());
    list.reload();
  };
  return (
    <Page title={t('tasks.title')} lead={<Shown list={list} />}>
      <TaskFilters query={query} onChange={change} />
      {list.newCount > 0 ? (
        <div class="new-rows">
          <Button small icon={ArrowUp} kind="primary" onClick={reload}>
            {t('tasks.new', { count: list.newCount })}
          </Button>
        </div>
      ) : null}
      {list.problem ? <ProblemNote problem={list.problem} onRetry={list.reload} /> : null}
      {list.tasks === undefined && !list.problem ? <Skeleton lines={10} /> : null}
      {list.tasks?.length === 0 && list.nextCursor === undefined ? (
        <NoTasks query={query} onClear={() => change({})} />
      ) : null}
      {list.tasks !== undefined && list.tasks.length > 0 ? (
        <div class="card card-flush">
          <TaskTable tasks={list.tasks} selected={selected} onSelect={setSelected} />
        </div>
      ) : null}
      {list.nextCursor === undefined ? null : (
        <div class="more">
          {list.searchedTo ? <p class="muted">{t('tasks.searched', { time: formatTime(list.searchedTo) })}</p> : null}
          <Button busy={list.loadingMore} onClick={list.more}>
            {t('common.more')}
          </Button>
        </div>
      )}
      <BulkBar selected={selected} filter={filter} onClear={() => setSelected(new Set())} onDone={reload} />
    </Page>
  );
}

/** How many tasks there are, as far as the list has come. */
function Shown({ list: { tasks, nextCursor } }: { list: TaskList }) {
  if (!tasks?.length) return null;
  const text = t(nextCursor === undefined ? 'tasks.shown' : 'tasks.shown.more', { count: tasks.length });
  return <span class="muted num">{text}</span>;
}

function NoTasks({ query, onClear }: { query: TaskQuery; onClear: () => void }) {
  if (!isFiltered(query)) return <Empty icon={Inbox} title={t('tasks.none')} text={t('tasks.none.text')} />;
  return (
    <Empty icon={SearchX} title={t('tasks.nomatch')} text={t('tasks.nomatch.text')}>
      <Button onClick={onClear}>{t('tasks.filter.clear')}</Button>
    </Empty>
  );
}
