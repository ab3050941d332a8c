import { isPlainObject } from '../worker/dot-path.js';
import { SECRET_MARK } from '../registry/secrets.js';
import type { ResultPreview } from './api.js';
import { maskUnknown } from './mask.js';

export type Table = Pick<ResultPreview, 'columns' | 'rows' | 'more'>;

const MAX_COLUMNS = 50;
const MAX_CELL = 500;

/**
 * A list of anything as texts in columns: the keys of its objects in the order in which they come up, or one column
 * `value`. `names` are the titles of columns that are keyed by their number.
 */
export function tableOf(items: readonly unknown[], more: boolean, names?: readonly string[]): Table {
  const records = items.map((item) => recordOf(maskUnknown(item)));
  const keys = names?.map((_name, index) => String(index)) ?? [...new Set(records.flatMap(Object.keys))];
  const shown = keys.slice(0, MAX_COLUMNS);
  return {
    columns: shown.map((key, index) => cut(names?.[index] ?? key)),
    rows: records.map((record) => shown.map((key) => cellOf(Object.hasOwn(record, key) ? record[key] : undefined))),
    more: more || keys.length > shown.length,
  };
}

function recordOf(item: unknown): Readonly<Record<string, unknown>> {
  if (isPlainObject(item)) return item;
  if (Array.isArray(item)) return Object.fromEntries(item.map((cell, index) => [String(index + 1), cell as unknown]));
  return { value: item };
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value === SECRET_MARK) return '***';
  return cut(typeof value === 'string' ? value : JSON.stringify(value));
}

const cut = (text: string): string => (text.length > MAX_CELL ? `${text.slice(0, MAX_CELL)}…` : text);
