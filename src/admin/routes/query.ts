import { StaskError, isStaskError } from '../../errors.js';
import { priorityNumber } from '../../tasks/priority.js';
import { TASK_STATUS, type TaskStatus } from '../../store/task-row.js';
import type { TaskSearch } from '../../typeorm/task-search.js';
import type { Permission } from '../api.js';
import type { Call } from '../call.js';
import { problem } from '../problem.js';

const STATUSES: Readonly<Record<string, readonly TaskStatus[]>> = {
  pending: [TASK_STATUS.planned, TASK_STATUS.waiting, TASK_STATUS.queued],
  preparing: [TASK_STATUS.preparing],
  running: [TASK_STATUS.running],
  completed: [TASK_STATUS.finished],
  failed: [TASK_STATUS.failed],
  cancelled: [TASK_STATUS.cancelled],
};

export const TASK_FILTERS = {
  status: 'pending, preparing, running, completed, failed, cancelled; several with commas',
  worker: 'identifiers, several with commas',
  action: 'name of an action',
  scope: 'scopes, several with commas',
  priority: 'low, normal, high; several with commas',
  user: 'who started it',
  group: 'id of a group of tasks',
  since: 'ISO 8601, of the creation',
  until: 'ISO 8601, of the creation',
  q: 'part of identifier, action or message, or a whole id',
} as const;

const list = (text: string | null): string[] | undefined => {
  const words = (text ?? '').split(',').map((word) => word.trim());
  const given = words.filter((word) => word !== '');
  return given.length === 0 ? undefined : given.slice(0, 100);
};

/** The filters of a request, narrowed to the tasks its user may see; `id` when the text is one. */
export async function taskSearch(
  call: Call,
  query: URLSearchParams,
  permission: Permission = 'tasks.read',
): Promise<{ search: TaskSearch; id: number | undefined }> {
  // PostgreSQL refuses a statement with such a text
  for (const [name, value] of query) if (value.includes('\0')) refuse(name, value);
  const text = query.get('q')?.trim() ?? '';
  const statuses = list(query.get('status'))?.flatMap((word) => STATUSES[word] ?? refuse('status', word));
  const priorities = list(query.get('priority'))?.map((word) => priorityOf(word));
  const user = query.get('user')?.trim() ?? '';
  const search: TaskSearch = {
    ...only('statuses', statuses),
    ...only('identifiers', await identifiersOf(call, query, permission)),
    ...only('action', query.get('action')?.trim() || undefined),
    ...only('priorities', priorities),
    ...only('startedBy', user === '' ? undefined : /^\d{1,15}$/.test(user) ? Number(user) : user),
    ...only(
      'groupId',
      query.has('group') ? wholeNumber(query, 'group', 0, Number.MAX_SAFE_INTEGER) || undefined : undefined,
    ),
    ...only('since', momentOf(query, 'since')),
    ...only('until', momentOf(query, 'until')),
    ...only('text', text === '' ? undefined : text.slice(0, 200)),
  };
  return { search, id: /^#?[1-9]\d{0,15}$/.test(text) ? Number(text.replace('#', '')) : undefined };
}

async function identifiersOf(
  { access, parts }: Call,
  query: URLSearchParams,
  permission: Permission,
): Promise<readonly string[] | undefined> {
  const allowed = await access.workersWith(permission);
  const asked = list(query.get('worker'));
  const scopes = list(query.get('scope'));
  const ofScopes = scopes
    ? (await parts.workers()).filter(({ scope }) => scopes.includes(scope)).map(({ identifier }) => identifier)
    : undefined;
  const lists = [allowed, asked, ofScopes].filter((one) => one !== undefined);
  if (lists.length === 0) return undefined;
  const [first = [], ...others] = lists;
  return first.filter((identifier) => others.every((other) => other.includes(identifier)));
}

export function wholeNumber(query: URLSearchParams, name: string, fallback: number, most: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) refuse(name, text);
  return Math.min(value, most);
}

/** An opaque cursor is the id that the page before ended with. */
export const cursorOf = (id: number): string => Buffer.from(`t${id}`).toString('base64url');

export function readCursor(query: URLSearchParams): number | undefined {
  const text = query.get('cursor');
  if (text === null || text === '') return undefined;
  const [, id] = /^t(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  return id === undefined ? refuse('cursor', text) : Number(id);
}

function momentOf(query: URLSearchParams, name: 'since' | 'until'): Date | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  // the year 0 is none of PostgreSQL's
  const time = /^(?!0000)\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : new Date(Number.NaN);
  return Number.isNaN(time.getTime()) ? refuse(name, text) : time;
}

function priorityOf(word: string): number {
  return ['low', 'normal', 'high'].includes(word) ? priorityNumber(word) : refuse('priority', word);
}

function refuse(name: string, value: string): never {
  const shown = JSON.stringify(value.slice(0, 100));
  throw problem(400, 'query-invalid', `The parameter "${name}" cannot be ${shown}.`, { params: { name } });
}

const only = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });

/** What a rule says of `/limit` is said of `/data/limit` in the request's body. */
export async function inField<T>(pointer: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isStaskError(error) || error.fields.length === 0) throw error;
    const fields = error.fields.map((field) => ({ ...field, pointer: `${pointer}${field.pointer}` }));
    throw new StaskError(error.code, error.message, { fields, cause: error });
  }
}
