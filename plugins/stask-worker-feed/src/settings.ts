import { ATTRIBUTES } from './attributes.js';
import { inputError } from './input-error.js';

export interface FeedSettings {
  readonly file: string;
  readonly database: string;
  readonly databasePassword: string;
  readonly table: string;
  readonly title: string;
  readonly link: string;
  readonly description: string;
  readonly currency: string;
  readonly output: string;
  readonly gzip: boolean;
  /** Column of the source by attribute. */
  readonly columns: Readonly<Record<string, string>>;
  /** Fixed value by attribute, with `{column}` in it. */
  readonly values: Readonly<Record<string, string>>;
  /** Items written and synced at once. */
  readonly partItems: number;
  /** Most products left out, in percent, for a feed to be taken. */
  readonly maxRejectedPercent: number;
  readonly directory: string;
}

export const DEFAULT_SETTINGS = {
  source: { file: '', database: '', database_password: '', table: 'products' },
  title: 'Products',
  link: '',
  description: '',
  currency: 'EUR',
  output: 'feed.xml',
  gzip: false,
  columns: {},
  values: {},
  part_items: 1000,
  max_rejected_percent: 50,
  directory: '',
};

const byAttribute = { type: 'object', propertyNames: { enum: ATTRIBUTES }, additionalProperties: { type: 'string' } };

/** JSON Schema of the settings: checks them when they are saved and becomes the settings form. */
export const SETTINGS_SCHEMA = {
  type: 'object',
  properties: {
    source: {
      type: 'object',
      title: 'Source',
      description: 'A file, or a table of a database.',
      properties: {
        file: { type: 'string', title: 'File', description: 'CSV, or one JSON object in each line (.jsonl).' },
        database: {
          type: 'string',
          title: 'Database',
          description: 'sqlite:PATH, mysql://USER@HOST/NAME or postgres://USER@HOST/NAME',
          pattern: '^$|^(sqlite:.+|(mysql|mariadb|postgres|postgresql)://.+)$',
        },
        database_password: { type: 'string', title: 'Database password', format: 'password', writeOnly: true },
        table: {
          type: 'string',
          title: 'Table',
          description: 'With a numeric column "id".',
          pattern: '^[A-Za-z_][A-Za-z0-9_]{0,62}$',
        },
      },
    },
    title: { type: 'string', title: 'Title of the feed', minLength: 1, maxLength: 150 },
    link: { type: 'string', title: 'Address of the shop', pattern: '^$|^https?://' },
    description: { type: 'string', title: 'Description of the feed', maxLength: 1000 },
    currency: { type: 'string', title: 'Currency', pattern: '^[A-Z]{3}$' },
    output: {
      type: 'string',
      title: 'Feed file',
      description: 'Relative names lie in the storage, where they can be downloaded.',
    },
    gzip: { type: 'boolean', title: 'Compress it', description: 'The file then ends in .gz.' },
    columns: {
      ...byAttribute,
      title: 'Columns',
      description: 'Name of the column by attribute, such as {"title":"name"}.',
    },
    values: {
      ...byAttribute,
      title: 'Values',
      description: 'Value by attribute, such as {"link":"https://shop.example/p/{sku}"}.',
    },
    part_items: { type: 'integer', title: 'Items written at once', minimum: 1, maximum: 100_000 },
    max_rejected_percent: {
      type: 'number',
      title: 'Most products left out, in percent',
      description: 'With more of them the feed that is there stays.',
      minimum: 0,
      maximum: 100,
    },
    directory: {
      type: 'string',
      title: 'Folder for files',
      description:
        'When set, the source and the feed must lie inside it, the storage excepted; relative sources start there.',
    },
  },
};

/**
 * Settings as the actions use them.
 * @throws a non-retryable error naming the setting that has the wrong type
 */
export function readSettings(stored: Readonly<Record<string, unknown>>): FeedSettings {
  const source = objectAt(stored, 'source');
  const table = textAt(source, 'table') || DEFAULT_SETTINGS.source.table;
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(table))
    throw inputError(`Setting "source.table" is no name of a table: ${table}.`);
  return {
    file: textAt(source, 'file'),
    database: textAt(source, 'database'),
    databasePassword: textAt(source, 'database_password'),
    table,
    title: textAt(stored, 'title') || DEFAULT_SETTINGS.title,
    link: textAt(stored, 'link'),
    description: textAt(stored, 'description'),
    currency: textAt(stored, 'currency') || DEFAULT_SETTINGS.currency,
    output: textAt(stored, 'output') || DEFAULT_SETTINGS.output,
    gzip: stored['gzip'] === true,
    columns: textsAt(stored, 'columns'),
    values: textsAt(stored, 'values'),
    partItems: numberAt(stored, 'part_items', 1, 100_000),
    maxRejectedPercent: numberAt(stored, 'max_rejected_percent', 0, 100),
    directory: textAt(stored, 'directory'),
  };
}

function textAt(from: Readonly<Record<string, unknown>>, key: string): string {
  const value = from[key] ?? '';
  if (typeof value !== 'string') throw inputError(`Setting "${key}" must be text, got ${JSON.stringify(value)}.`);
  return value.trim();
}

function textsAt(from: Readonly<Record<string, unknown>>, key: string): Record<string, string> {
  const entries = Object.entries(objectAt(from, key));
  const wrong = entries.find(([name, value]) => typeof value !== 'string' || !ATTRIBUTES.includes(name));
  if (wrong !== undefined)
    throw inputError(
      `Setting "${key}" has texts by attribute, got ${JSON.stringify(Object.fromEntries([wrong]))}. Known: ${ATTRIBUTES.join(', ')}.`,
    );
  return Object.fromEntries(entries) as Record<string, string>;
}

function numberAt(
  from: Readonly<Record<string, unknown>>,
  key: 'part_items' | 'max_rejected_percent',
  min: number,
  max: number,
): number {
  const value = from[key] ?? DEFAULT_SETTINGS[key];
  if (typeof value !== 'number' || !(value >= min && value <= max))
    throw inputError(`Setting "${key}" must be a number from ${min} to ${max}, got ${JSON.stringify(value)}.`);
  return value;
}

function objectAt(from: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = from[key] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw inputError(`Setting "${key}" must be an object.`);
  return value as Readonly<Record<string, unknown>>;
}
