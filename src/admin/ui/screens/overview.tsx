import { useComputed } from '@preact/signals';
import type { Overview, TaskSummary } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { useLive, useThrottled } from '../live/use-live.js';
import { Page } from '../parts/page.js';
import { withQuery } from '../parts/query.js';
import { Loaded } from '../parts/states.js';
import { isRunning, newer } from '../parts/task-facts.js';
import { scope } from '../preferences.js';
import { useResource } from '../server/use-resource.js';
import { Attention } from './overview-attention.js';
import { Counters } from './overview-counters.js';
import { NextRuns, RecentTasks, RunningTasks } from './overview-lists.js';
import { Throughput } from './overview-throughput.js';

const RELOAD_MS = 1_500;

export function OverviewScreen() {
  const path = useComputed(() => withQuery('overview', { scope: scope.value })).value;
  const overview = useResource<Overview>(path);
  const reload = useThrottled(overview.reload, RELOAD_MS);
  useLive(['tasks', 'workers'], {
    task: (task) => {
      overview.patch((data) => withTask(data, task));
      if (!known(overview.data, task)) reload();
    },
    worker: reload,
  });
  return (
    <Page title={t('overview.title')}>
      <Loaded of={overview} lines={10}>
        {(data) => (
          <div class="overview">
            <Counters counters={data.counters} countedTo={data.countedTo} />
            <div class="columns">
              <div class="column column-wide">
                <RunningTasks tasks={data.running} />
                <Throughput buckets={data.throughput} />
                <RecentTasks tasks={data.recent} />
              </div>
              <div class="column">
                <Attention items={data.attention} />
                <NextRuns runs={data.next} />
              </div>
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** Progress of a running task needs no new overview; anything else changes counters and lists. */
function known(data: Overview | undefined, task: TaskSummary): boolean {
  return (
    isRunning(task) &&
    (data?.running.some(({ id, statusText }) => id === task.id && statusText === task.statusText) ?? false)
  );
}

function withTask(data: Overview, task: TaskSummary): Overview {
  const replace = (tasks: TaskSummary[]): TaskSummary[] =>
    tasks.map((row) => (row.id === task.id ? newer(row, task) : row));
  return { ...data, running: replace(data.running).filter(isRunning), recent: replace(data.recent) };
}
