import type { ActionRecord } from '../discovery/report.js';
import type { DiscoveredColumns, Health, WorkerRow } from '../store/worker-store.js';
import type { JsonObject } from '../worker/task-interface.js';
import type { Dialect } from './dialect.js';
import { parseTime, readBoolean, readJson } from './dialect.js';

/** One row of `s_workers` as {@link workerColumns} reads it. */
export type WorkerRecord = Readonly<Record<string, unknown>>;

/** The columns that a scan writes, each with its parameter. */
const DISCOVERED: Readonly<Record<string, (row: DiscoveredColumns, dialect: Dialect) => unknown>> = {
  identifier: (row) => row.identifier,
  scope: (row) => row.scope,
  class: (row) => row.class,
  title: (row) => row.title,
  description: (row) => row.description,
  icon: (row) => row.icon,
  actions: (row) => JSON.stringify(row.actions),
  settings_schema: (row) => (row.settingsSchema === null ? null : JSON.stringify(row.settingsSchema)),
  defaults: (row) => JSON.stringify(row.defaults),
  package_name: (row) => row.packageName,
  package_version: (row) => row.packageVersion,
  direct: (row) => row.direct,
  health: (row) => row.health,
  health_detail: (row) => row.healthDetail,
  missing_since: (row, dialect) => (row.missingSince === null ? null : dialect.timeParameter(row.missingSince)),
};

export const DISCOVERED_COLUMNS: readonly string[] = Object.keys(DISCOVERED);

const ADMINS = ['id', 'uuid', 'active', 'hidden', 'position', 'settings', 'activated_version'];
const TIMES = ['missing_since', 'created_at', 'updated_at'];
const PLAIN = [...ADMINS, ...DISCOVERED_COLUMNS].filter((column) => !TIMES.includes(column));

/** What a SELECT reads of `s_workers`. */
export function workerColumns(dialect: Dialect): string {
  return [...PLAIN, ...TIMES.map((column) => `${dialect.readTime(column)} AS ${column}`)].join(', ');
}

/** The row as code sees it; columns of a table that another program made may be null. */
export function workerRow(record: WorkerRecord): WorkerRow {
  return {
    id: Number(record['id']),
    uuid: text(record['uuid']),
    identifier: text(record['identifier']),
    scope: text(record['scope']),
    class: text(record['class']),
    active: readBoolean(record['active']),
    hidden: readBoolean(record['hidden']),
    position: Number(record['position']),
    settings: object(record['settings']),
    title: text(record['title']),
    description: text(record['description']),
    icon: text(record['icon']),
    actions: actions(record['actions']),
    defaults: object(record['defaults']),
    settingsSchema: objectOrNull(record['settings_schema']),
    packageName: text(record['package_name']),
    packageVersion: text(record['package_version']),
    activatedVersion: record['activated_version'] === null ? null : text(record['activated_version']),
    direct: readBoolean(record['direct']),
    health: text(record['health']) as Health,
    healthDetail: text(record['health_detail']),
    missingSince: parseTime(record['missing_since']),
    createdAt: parseTime(record['created_at']) ?? new Date(0),
    updatedAt: parseTime(record['updated_at']) ?? new Date(0),
  };
}

/** Parameters in the order of {@link DISCOVERED_COLUMNS}. */
export function discoveredValues(row: DiscoveredColumns, dialect: Dialect): unknown[] {
  return Object.values(DISCOVERED).map((valueOf) => valueOf(row, dialect));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function object(value: unknown): JsonObject {
  return objectOrNull(value) ?? {};
}

function objectOrNull(value: unknown): JsonObject | null {
  const parsed = readJson(value);
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as JsonObject) : null;
}

function actions(value: unknown): ActionRecord[] {
  const parsed = readJson(value);
  return Array.isArray(parsed) ? (parsed as ActionRecord[]) : [];
}
