import { ArrowUp, CircleStop, Inbox, LoaderCircle, SearchX } from 'lucide';
import { useLocation } from 'preact-iso';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { href } from '../config.js';
import { formatTime } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
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
  // A period counts from when it was chosen: else the list would be another one each minute.
  const filter = useMemo(() => filterOf(query, scope.value, Date.now()), [JSON.stringify(query), scope.value]);
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
      {list.tasks?.length === 0 && !list.hasMore ? <NoTasks query={query} onClear={() => change({})} /> : null}
      {list.tasks !== undefined && list.tasks.length > 0 ? (
        <div class="card card-flush">
          <TaskTable tasks={list.tasks} selected={selected} onSelect={setSelected} />
        </div>
      ) : null}
      <ListEnd list={list} />
      <BulkBar selected={selected} filter={filter} onClear={() => setSelected(new Set())} onDone={reload} />
    </Page>
  );
}

/** How many tasks there are, as far as the list has come. */
function Shown({ list: { tasks, hasMore } }: { list: TaskList }) {
  if (!tasks?.length) return null;
  const text = t(hasMore ? 'tasks.shown.more' : 'tasks.shown', { count: tasks.length });
  return <span class="muted num">{text}</span>;
}

/** What is done for the rest of the list, and how to go on or end it. */
function ListEnd({ list: { hasMore, searching, searchedTo, more, stop } }: { list: TaskList }) {
  if (!hasMore) return null;
  if (searchedTo === undefined)
    return (
      <div class="more">
        <Button busy={searching} onClick={more}>
          {t('common.more')}
        </Button>
      </div>
    );
  return (
    <div class="more">
      <p class="muted">
        {searching ? (
          <>
            <span class="spin">
              <Icon of={LoaderCircle} />
            </span>{' '}
            <span role="status">{t('tasks.searching')}</span>{' '}
          </>
        ) : null}
        {t('tasks.searched', { time: formatTime(searchedTo) })}
      </p>
      {searching ? (
        <Button icon={CircleStop} onClick={stop}>
          {t('tasks.search.stop')}
        </Button>
      ) : (
        <Button onClick={more}>{t('tasks.search.on')}</Button>
      )}
    </div>
  );
}

function NoTasks({ query, onClear }: { query: TaskQuery; onClear: () => void }) {
  if (!isFiltered(query)) return <Empty icon={Inbox} title={t('tasks.none')} text={t('tasks.none.text')} />;
  return (
    <Empty icon={SearchX} title={t('tasks.nomatch')} text={t('tasks.nomatch.text')}>
      <Button onClick={onClear}>{t('tasks.filter.clear')}</Button>
    </Empty>
  );
}
