import { clockChangeAt } from '../../schedule/clock-change.js';
import { describeSchedule } from '../../schedule/describe-schedule.js';
import { previewSchedule } from '../../schedule/next-run.js';
import { parseSchedule } from '../../schedule/parse-schedule.js';
import { hostTimeZone } from '../../schedule/zone.js';
import type { WorkerRow } from '../../store/worker-store.js';
import type { Schedule } from '../../worker/schedule.js';
import type { ScheduleForm, SchedulePreview } from '../api.js';
import { json, type Route } from '../call.js';
import { invalidField } from '../problem.js';
import { inField } from './query.js';
import { etagOf, freshWorker, requireMatch, IF_MATCH } from './settings.js';

export const scheduleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/workers/:worker/schedule',
    permission: 'schedules.read',
    summary: 'The schedule, in words, and its next five runs. The `ETag` is for `PUT`',
    answers: [200],
    handle: ({ worker }) => answer(worker),
  },
  {
    method: 'PUT',
    path: '/workers/:worker/schedule',
    permission: 'schedules.write',
    summary: 'Sets the schedule, or with null removes it; needs `If-Match`',
    headers: IF_MATCH,
    body: { type: 'object', required: ['schedule'], properties: { schedule: { type: ['object', 'null'] } } },
    answers: [200],
    async handle(call) {
      const { worker, stask, parts } = call;
      const before = worker.settings['schedule'] ?? null;
      requireMatch(call.request, etagOf(worker, before));
      const { schedule = null } = await call.body();
      await inField('/schedule', () => stask.setSchedule(worker.identifier, schedule as Schedule | null));
      await call.audit('schedule.write', `worker:${worker.identifier}`, { before, after: schedule });
      parts.live.workerChanged(worker.identifier);
      parts.figures.forget();
      return answer(await freshWorker(call));
    },
  },
  {
    method: 'POST',
    path: '/schedules/preview',
    permission: 'schedules.read',
    summary: 'Words and next runs of a schedule that is not set',
    body: {
      type: 'object',
      required: ['schedule'],
      properties: { schedule: { type: 'object' }, count: { type: 'integer', maximum: 100 } },
    },
    answers: [200],
    async handle(call) {
      const { schedule, count = 5 } = await call.body();
      if (!Number.isSafeInteger(count) || (count as number) < 1 || (count as number) > 100)
        throw invalidField('/count', 'The number of runs is 1 to 100.');
      return inField('/schedule', async () => json(previewOf(parseSchedule(schedule), count as number)));
    },
  },
];

function answer(worker: WorkerRow): Response {
  const stored = worker.settings['schedule'] ?? worker.defaults['schedule'] ?? null;
  const schedule = stored === null ? null : parseSchedule(stored);
  const form: ScheduleForm = { schedule, preview: previewOf(schedule ?? { type: 'manual' }, 5) };
  return json(form, 200, { etag: etagOf(worker, worker.settings['schedule'] ?? null) });
}

function previewOf(schedule: Schedule, count: number): SchedulePreview {
  const timezone = schedule.timezone ?? hostTimeZone();
  const local = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const next = previewSchedule(schedule, { after: new Date(), count });
  return {
    words: describeSchedule(schedule),
    timezone,
    next: next.map((at) => ({ at: at.toISOString(), local: local.format(at), ...clockOf(schedule, at) })),
  };
}

function clockOf(schedule: Schedule, at: Date): Pick<SchedulePreview['next'][number], 'clock'> {
  const change = clockChangeAt(schedule, at.getTime());
  if (change === undefined) return {};
  return { clock: { kind: change.kind, time: new Date(change.wall).toISOString().slice(11, 16) } };
}
