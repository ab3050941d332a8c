import { fieldsOf, shownValue } from '../check-fields.js';
import { StaskError } from '../errors.js';
import type { Health, WorkerRow } from '../store/worker-store.js';

export interface WorkerFilter {
  readonly activeOnly?: boolean;
  readonly scope?: string;
  /** Only hidden ones, or only those that are not; both when absent. */
  readonly hidden?: boolean;
  readonly health?: Health;
}

/**
 * A chain of conditions over the registered workers; every call gives a new one. In `position` order. Awaiting a chain is
 * the same as `get()`: `await stask.workers.active().ordered()`.
 */
export interface WorkerQuery extends PromiseLike<WorkerRow[]> {
  byScope(scope: string): WorkerQuery;
  active(): WorkerQuery;
  inactive(): WorkerQuery;
  hidden(): WorkerQuery;
  visible(): WorkerQuery;
  byHealth(health: Health): WorkerQuery;
  /** By `position`; it is the order of every query, so this is for reading. */
  ordered(): WorkerQuery;
  get(): Promise<WorkerRow[]>;
  first(): Promise<WorkerRow | undefined>;
  count(): Promise<number>;
}

type Condition = (row: WorkerRow) => boolean;

/** Starts a chain over the rows that `list` gives. */
export function queryWorkers(list: () => Promise<WorkerRow[]>, conditions: readonly Condition[] = []): WorkerQuery {
  const where = (condition: Condition): WorkerQuery => queryWorkers(list, [...conditions, condition]);
  const get = async (): Promise<WorkerRow[]> =>
    (await list()).filter((row) => conditions.every((condition) => condition(row)));
  return {
    byScope(scope) {
      if (typeof scope !== 'string') throw usage('byScope()', 'a text', scope);
      return where((row) => row.scope === scope);
    },
    active: () => where((row) => row.active),
    inactive: () => where((row) => !row.active),
    hidden: () => where((row) => row.hidden),
    visible: () => where((row) => !row.hidden),
    byHealth(health) {
      checkHealth('byHealth()', health);
      return where((row) => row.health === health);
    },
    ordered: () => queryWorkers(list, conditions),
    get,
    first: async () => (await get())[0],
    count: async () => (await get()).length,
    // oxlint-disable-next-line unicorn/no-thenable -- a chain is awaited as it stands
    then: (onRows, onError) => get().then(onRows, onError),
  };
}

/** @throws STASK_USAGE naming the field: a misspelt one would give all workers */
export function checkedFilter(filter: WorkerFilter | undefined): WorkerFilter {
  const fields = fieldsOf('getWorkers()', filter, ['activeOnly', 'scope', 'hidden', 'health']);
  const { activeOnly, scope, hidden, health } = fields;
  for (const [name, flag] of Object.entries({ activeOnly, hidden }))
    if (flag !== undefined && typeof flag !== 'boolean') throw usage(`getWorkers(): ${name}`, 'true or false', flag);
  if (scope !== undefined && typeof scope !== 'string') throw usage('getWorkers(): scope', 'a text', scope);
  if (health !== undefined) checkHealth('getWorkers(): health', health);
  return fields;
}

const HEALTHS: readonly Health[] = ['ok', 'broken', 'missing'];

function checkHealth(name: string, health: unknown): void {
  if (!HEALTHS.some((known) => known === health)) throw usage(name, HEALTHS.join(', '), health);
}

const usage = (name: string, rule: string, value: unknown): StaskError =>
  new StaskError('STASK_USAGE', `${name} takes ${rule}, got ${shownValue(value)}.`);

export function matches(row: WorkerRow, { activeOnly = false, scope, hidden, health }: WorkerFilter): boolean {
  return (
    (!activeOnly || row.active) &&
    (scope === undefined || row.scope === scope) &&
    (hidden === undefined || row.hidden === hidden) &&
    (health === undefined || row.health === health)
  );
}
