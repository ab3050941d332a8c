import type { WorkerRow } from '../../store/worker-store.js';
import { framed } from '../framed.js';
import { json, noContent, type Call, type Route } from '../call.js';
import { invalidField, problem } from '../problem.js';
import { uploadLimits } from '../uploads/upload-rules.js';
import { readIcon } from '../worker-icon.js';
import { workerDetail, workerSummary } from '../worker-views.js';
import { widgetRoute } from './widget.js';

export const workerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/workers',
    permission: 'workers.read',
    summary: 'Workers in their order',
    query: { scope: 'scopes, with commas', state: 'active, inactive, hidden, broken, missing', q: 'part of a name' },
    answers: [200],
    async handle(call) {
      const visible = await call.access.workersWith('workers.read');
      const rows = (await call.parts.workers()).filter(
        (row) => (visible?.includes(row.identifier) ?? true) && matches(row, call.query),
      );
      return json(await summaries(call, rows));
    },
  },
  {
    method: 'PUT',
    path: '/workers/order',
    permission: 'workers.manage',
    summary: 'Puts the workers of one scope in this order',
    body: {
      type: 'object',
      required: ['identifiers'],
      properties: { scope: { type: 'string' }, identifiers: { type: 'array' } },
    },
    answers: [204],
    handle: reorder,
  },
  {
    method: 'GET',
    path: '/workers/:worker',
    permission: 'workers.read',
    summary: 'One worker',
    answers: [200],
    handle: async (call) => json(await detail(call, call.worker)),
  },
  {
    method: 'PATCH',
    path: '/workers/:worker',
    permission: 'workers.manage',
    summary: 'Activates, deactivates, hides or shows a worker',
    body: { type: 'object', properties: { active: { type: 'boolean' }, hidden: { type: 'boolean' } } },
    answers: [200],
    handle: change,
  },
  {
    method: 'GET',
    path: '/workers/:worker/limits',
    permission: 'workers.read',
    summary: 'What may be uploaded for this worker',
    answers: [200],
    handle: ({ worker, parts }) => json(uploadLimits(worker, parts.options)),
  },
  {
    method: 'GET',
    path: '/workers/:worker/icon',
    permission: 'workers.read',
    summary: 'The icon, a file of the package',
    answers: [200],
    async handle({ stask, worker }) {
      const icon = await readIcon(stask, worker);
      if (icon === undefined) throw problem(404, 'no-icon', 'This worker has no icon file of at most 32 kB.');
      return new Response(new Uint8Array(icon.bytes), {
        headers: {
          'content-type': icon.type,
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
          'cache-control': 'private, max-age=300',
        },
      });
    },
  },
  {
    method: 'GET',
    path: '/workers/:worker/settings-markup',
    permission: 'settings.read',
    summary: 'Markup of the settings, for a sandboxed frame',
    answers: [200],
    async handle({ stask, worker }) {
      const markup: unknown = (await stask.getWorkerInstance(worker.identifier)).renderSettings?.();
      return framed(markup);
    },
  },
  widgetRoute,
];

function matches(row: WorkerRow, query: URLSearchParams): boolean {
  const scopes = (query.get('scope') ?? '').split(',').filter(Boolean);
  if (scopes.length > 0 && !scopes.includes(row.scope)) return false;
  const state = query.get('state') ?? '';
  const states: Record<string, boolean> = {
    active: row.active && !row.hidden,
    inactive: !row.active && !row.hidden,
    hidden: row.hidden,
    broken: row.health === 'broken',
    missing: row.health === 'missing',
  };
  if (state !== '' && states[state] !== true) return false;
  const text = (query.get('q') ?? '').trim().toLowerCase();
  return [row.identifier, row.title, row.description, row.packageName].some((one) => one.toLowerCase().includes(text));
}

async function summaries({ parts }: Call, rows: readonly WorkerRow[]) {
  const activityOf = await parts.figures.workers(rows.map(({ identifier }) => identifier));
  return rows.map((row) => workerSummary(row, activityOf(row.identifier)));
}

async function detail({ parts, stask }: Call, row: WorkerRow) {
  const activity = (await parts.figures.workers([row.identifier]))(row.identifier);
  const instance =
    row.health === 'ok' ? await stask.getWorkerInstance(row.identifier).catch(() => undefined) : undefined;
  return workerDetail(row, activity, instance); // a class that cannot be loaded is told by its health
}

async function change(call: Call): Promise<Response> {
  const { stask, worker, parts } = call;
  const { active, hidden } = await call.body();
  for (const [name, value] of Object.entries({ active, hidden })) {
    if (value === undefined || typeof value === 'boolean') continue;
    throw invalidField(`/${name}`, `"${name}" must be true or false.`);
  }
  const { identifier } = worker;
  if (active === true && !worker.active) await stask.activateWorker(identifier);
  if (active === false && worker.active) await stask.deactivateWorker(identifier);
  if (typeof hidden === 'boolean' && hidden !== worker.hidden) await stask.setWorkerHidden(identifier, hidden);
  await call.audit('worker.change', `worker:${identifier}`, {
    before: { active: worker.active, hidden: worker.hidden },
    after: { active: active ?? worker.active, hidden: hidden ?? worker.hidden },
  });
  parts.forgetWorkers();
  parts.live.workerChanged(identifier);
  const changed = (await parts.workers()).find((row) => row.identifier === identifier) ?? worker;
  return json(await detail(call, changed));
}

/** The places that the named workers have among all are given to them in their new order. */
async function reorder(call: Call): Promise<Response> {
  const { identifiers } = await call.body();
  const rows = await call.parts.workers();
  const names = Array.isArray(identifiers) ? [...new Set(identifiers)] : [];
  const unknown = names.find((name) => !rows.some((row) => row.identifier === name));
  if (names.length === 0 || unknown !== undefined)
    throw invalidField('/identifiers', `There is no worker ${JSON.stringify(unknown) ?? 'named'}.`);
  const allowed = await call.access.workersWith('workers.manage');
  if (names.some((name) => !(allowed?.includes(name as string) ?? true)))
    throw problem(403, 'forbidden', 'You may not manage all of these workers.');
  const queue = [...names] as string[];
  const order = rows.map(({ identifier }) => (names.includes(identifier) ? queue.shift()! : identifier));
  await call.stask.reorderWorkers(order);
  call.parts.forgetWorkers();
  await call.audit('worker.reorder', 'workers', { identifiers: names });
  for (const name of names) call.parts.live.workerChanged(name as string);
  return noContent();
}
