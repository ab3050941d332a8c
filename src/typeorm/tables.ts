/** Logical column types; each dialect has its own spelling. Times are UTC with milliseconds, `json` is text parsed by us. */
export type ColumnType = 'id' | 'bigint' | 'int' | 'bool' | 'char' | 'varchar' | 'text' | 'json' | 'time';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** For `char` and `varchar`. */
  readonly length?: number;
  readonly nullable?: boolean;
  /** SQL literal without quotes, or `now` for the database clock; `text` and `json` columns have none. */
  readonly default?: string | number;
  /** Compared byte by byte: keys and codes. */
  readonly exact?: boolean;
}

export interface Index {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique?: boolean;
  /** On SQLite and PostgreSQL a partial index: these columns, rows with this condition. */
  readonly partial?: { readonly columns: readonly string[]; readonly where: string };
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** `id` when absent. */
  readonly primaryKey?: readonly string[];
  readonly indexes: readonly Index[];
}

const id: Column = { name: 'id', type: 'id' };
const json = (name: string): Column => ({ name, type: 'json', nullable: true });
const text = (name: string): Column => ({ name, type: 'text', nullable: true });
const time = (name: string): Column => ({ name, type: 'time', nullable: true });
const clock = (name: string): Column => ({ name, type: 'time', default: 'now' });
const int = (name: string, initial = 0): Column => ({ name, type: 'int', default: initial });
const key = (name: string, length: number): Column => ({ name, type: 'varchar', length, default: '', exact: true });
const optionalKey = (name: string, length: number): Column => ({
  name,
  type: 'varchar',
  length,
  nullable: true,
  exact: true,
});

const workers: Table = {
  name: 's_workers',
  columns: [
    id,
    { name: 'uuid', type: 'char', length: 36, default: '', exact: true },
    key('identifier', 64),
    key('scope', 191),
    key('class', 700),
    { name: 'active', type: 'bool', default: 0 },
    int('position'),
    json('settings'),
    { name: 'hidden', type: 'bool', default: 0 },
    { name: 'title', type: 'varchar', length: 255, default: '' },
    text('description'),
    { name: 'icon', type: 'varchar', length: 255, default: '' },
    json('actions'),
    json('defaults'),
    json('settings_schema'),
    key('package_name', 214),
    key('package_version', 191),
    optionalKey('activated_version', 191),
    { name: 'direct', type: 'bool', default: 1 },
    { name: 'health', type: 'varchar', length: 16, default: 'ok', exact: true },
    text('health_detail'),
    time('missing_since'),
    clock('created_at'),
    clock('updated_at'),
  ],
  indexes: [{ name: 's_workers_identifier', columns: ['identifier'], unique: true }],
};

/** Most tasks leave these columns empty: an index of the others alone costs nothing for them. */
const whereSet = (column: string, ...more: string[]) => ({
  columns: [column, ...more],
  where: `${column} IS NOT NULL`,
});

const tasks: Table = {
  name: 's_tasks',
  columns: [
    id,
    key('identifier', 64),
    key('action', 64),
    int('status', 10),
    text('message'),
    optionalKey('started_by', 191),
    json('meta'),
    json('result'),
    time('start_at'),
    time('started_at'),
    time('finished_at'),
    int('attempts'),
    int('max_attempts', 3),
    int('priority', 2),
    int('progress'),
    json('progress_detail'),
    json('error'),
    clock('available_at'),
    optionalKey('claimed_by', 64),
    time('lease_until'),
    int('fence'),
    time('cancel_requested_at'),
    optionalKey('unique_key', 191),
    { name: 'unique_lock', type: 'char', length: 64, nullable: true, exact: true },
    json('backoff'),
    { name: 'timeout_ms', type: 'bigint', nullable: true },
    optionalKey('action_slot', 160),
    optionalKey('worker_slot', 160),
    int('links'),
    { name: 'group_id', type: 'bigint', nullable: true },
    optionalKey('traceparent', 64),
    { name: 'result_file', type: 'varchar', length: 255, nullable: true },
    clock('created_at'),
    clock('updated_at'),
    text('attempt_log'),
  ],
  indexes: [
    {
      name: 's_tasks_claim',
      columns: ['status', 'priority', 'id'],
      partial: { columns: ['priority', 'id'], where: 'status = 10' },
    },
    {
      name: 's_tasks_due',
      columns: ['status', 'available_at'],
      partial: { columns: ['available_at'], where: 'status = 5' },
    },
    {
      name: 's_tasks_lease',
      columns: ['status', 'lease_until'],
      partial: { columns: ['lease_until'], where: 'status IN (30, 50)' },
    },
    { name: 's_tasks_finished', columns: ['finished_at', 'status'], partial: whereSet('finished_at', 'status') },
    { name: 's_tasks_status', columns: ['status', 'id'] },
    { name: 's_tasks_identifier', columns: ['identifier', 'id'] },
    { name: 's_tasks_group', columns: ['group_id'], partial: whereSet('group_id') },
    { name: 's_tasks_unique_lock', columns: ['unique_lock'], unique: true, partial: whereSet('unique_lock') },
    { name: 's_tasks_action_slot', columns: ['action_slot'], unique: true, partial: whereSet('action_slot') },
    { name: 's_tasks_worker_slot', columns: ['worker_slot'], unique: true, partial: whereSet('worker_slot') },
  ],
};

const dependencies: Table = {
  name: 's_task_dependencies',
  columns: [
    { name: 'task_id', type: 'bigint' },
    { name: 'depends_on_id', type: 'bigint' },
  ],
  primaryKey: ['task_id', 'depends_on_id'],
  indexes: [{ name: 's_task_dependencies_on', columns: ['depends_on_id'] }],
};

const groups: Table = {
  name: 's_task_groups',
  columns: [
    id,
    { name: 'title', type: 'varchar', length: 255, default: '' },
    int('status', 10),
    json('on_complete'),
    clock('created_at'),
    time('finished_at'),
  ],
  indexes: [{ name: 's_task_groups_status', columns: ['status'] }],
};

const webhooks: Table = {
  name: 's_task_webhooks',
  columns: [
    { name: 'task_id', type: 'bigint' },
    text('url'),
    text('secret'),
    int('state'),
    int('attempts'),
    time('due_at'),
  ],
  primaryKey: ['task_id'],
  indexes: [{ name: 's_task_webhooks_due', columns: ['state', 'due_at'] }],
};

const runners: Table = {
  name: 's_runners',
  columns: [
    { name: 'id', type: 'char', length: 36, exact: true },
    { name: 'host', type: 'varchar', length: 255, default: '' },
    int('pid'),
    int('concurrency', 1),
    int('running'),
    { name: 'version', type: 'varchar', length: 64, default: '' },
    { name: 'node_version', type: 'varchar', length: 64, default: '' },
    clock('started_at'),
    clock('heartbeat_at'),
  ],
  indexes: [],
};

const audit: Table = {
  name: 's_audit',
  columns: [
    id,
    clock('at'),
    optionalKey('user_id', 191),
    key('action', 64),
    key('target', 191),
    json('detail'),
    { name: 'origin', type: 'varchar', length: 191, default: '' },
  ],
  indexes: [{ name: 's_audit_at', columns: ['at'] }],
};

const requestKeys: Table = {
  name: 's_request_keys',
  columns: [
    { name: 'key_hash', type: 'char', length: 64, exact: true },
    { name: 'body_hash', type: 'char', length: 64, exact: true },
    json('answer'),
    clock('created_at'),
  ],
  primaryKey: ['key_hash'],
  indexes: [{ name: 's_request_keys_created', columns: ['created_at'] }],
};

/** Every table of sTask; the migration, the entities and the check "is it migrated?" are made from it. */
export const TABLES: readonly Table[] = [workers, tasks, dependencies, groups, webhooks, runners, audit, requestKeys];
