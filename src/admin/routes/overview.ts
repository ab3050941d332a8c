import { searchTasks } from '../../typeorm/task-search.js';
import type { TroubleFigures } from '../../typeorm/admin-figures.js';
import type { WorkerRow } from '../../store/worker-store.js';
import type { Overview } from '../api.js';
import { json, type Route } from '../call.js';
import { COUNTED_TO, type OverviewFigures } from '../figures.js';
import { titlesOf } from '../task-views.js';
import { taskSearch, wholeNumber } from './query.js';

const RECENT = { limit: 10, budgetMs: 40 };

export const overviewRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/overview',
    permission: 'tasks.read',
    summary: 'Counters, what needs attention, running, next and last tasks, ends by the hour',
    query: { scope: 'only workers of these scopes' },
    answers: [200],
    async handle(call) {
      const { parts, stask, query } = call;
      const scope = new URLSearchParams(query.has('scope') ? { scope: query.get('scope') ?? '' } : {});
      const { search } = await taskSearch(call, scope);
      const workers = (await parts.workers()).filter(
        ({ identifier }) => search.identifiers?.includes(identifier) ?? true,
      );
      const [figures, running, recent] = await Promise.all([
        parts.figures.overview(search.identifiers),
        searchTasks(stask.database, { ...search, statuses: [30, 50] }, { ...RECENT, limit: 20 }),
        searchTasks(stask.database, search, RECENT),
      ]);
      const overview: Overview = {
        counters: figures.counters,
        countedTo: COUNTED_TO,
        attention: attentionOf(figures, workers),
        running: await parts.views.summaries(running.items),
        next: figures.next.map(({ id, identifier, action, availableAt, createdAt }) => ({
          taskId: id,
          identifier,
          action,
          ...titlesOf(
            { identifier, action },
            workers.find((worker) => worker.identifier === identifier),
          ),
          startAt: (availableAt ?? createdAt).toISOString(),
        })),
        recent: await parts.views.summaries(recent.items),
        throughput: figures.throughput,
      };
      return json(overview);
    },
  },
  {
    method: 'GET',
    path: '/stats',
    permission: 'system.read',
    summary: 'Number of tasks by state',
    answers: [200],
    handle: async ({ parts }) => json(await parts.figures.stats()),
  },
  {
    method: 'GET',
    path: '/performance',
    permission: 'system.read',
    summary: 'Success, durations and throughput of the last hours, in all and by action',
    query: { hours: '1 to 168, default 24' },
    answers: [200],
    handle: async ({ parts, query }) => json(await parts.figures.performance(wholeNumber(query, 'hours', 24, 168))),
  },
  {
    method: 'GET',
    path: '/alerts',
    permission: 'system.read',
    summary: 'What an admin should look at',
    query: { hours: '1 to 168, default 24' },
    answers: [200],
    handle: async ({ parts, query }) => json(await parts.figures.alerts(wholeNumber(query, 'hours', 24, 168))),
  },
];

function attentionOf(figures: OverviewFigures, workers: readonly WorkerRow[]): Overview['attention'] {
  const { counters, trouble } = figures;
  const unwell = workers.flatMap(({ identifier, title, health, healthDetail }) =>
    health === 'ok'
      ? []
      : [
          {
            code: health,
            params: { worker: identifier, title: title || identifier, detail: healthDetail.slice(0, 300) },
            link: `workers/${encodeURIComponent(identifier)}`,
          },
        ],
  );
  return [...troubles(trouble, counters), ...unwell.slice(0, 20)];
}

function troubles(
  { stalled, stuck, overdue, liveRunners }: TroubleFigures,
  { failed, pending }: Overview['counters'],
): Overview['attention'] {
  const all: Array<[Overview['attention'][number]['code'], number, string | undefined]> = [
    ['no-runner', liveRunners === 0 ? pending : 0, 'system'],
    ['failed', failed, 'tasks?status=failed'],
    ['stalled', stalled, 'tasks?status=running'],
    ['stuck', stuck, 'tasks?status=running'],
    ['schedule-overdue', overdue, 'tasks?status=pending'],
  ];
  return all
    .filter(([, count]) => count > 0)
    .map(([code, count, link]) => ({ code, params: { count }, ...(link === undefined ? {} : { link }) }));
}
