import { inputError } from './input-error.js';

export interface ProductSettings {
  readonly database: string;
  readonly databasePassword: string;
  /** Rows written by one statement. */
  readonly batchSize: number;
  /** Folder that files must lie in; `''` for any folder this process may use. */
  readonly directory: string;
  readonly stockUrl: string;
  readonly stockToken: string;
  readonly stockTimeoutMs: number;
}

export const DEFAULT_SETTINGS = {
  database: 'sqlite:storage/products.sqlite',
  database_password: '',
  batch_size: 500,
  directory: '',
  stock: { url: '', token: '', timeout: 30 },
  upload: { extensions: ['.csv', '.tsv', '.txt'], maxBytes: 2_000_000_000 },
};

/** JSON Schema of the settings: checks them when they are saved and becomes the settings form. */
export const SETTINGS_SCHEMA = {
  type: 'object',
  properties: {
    database: {
      type: 'string',
      title: 'Database',
      description:
        'sqlite:PATH (relative to the folder the host runs in), mysql://USER@HOST/NAME or postgres://USER@HOST/NAME',
      pattern: '^(sqlite:.+|(mysql|mariadb|postgres|postgresql)://.+)$',
    },
    database_password: { type: 'string', title: 'Database password', format: 'password', writeOnly: true },
    batch_size: { type: 'integer', title: 'Rows per statement', minimum: 1, maximum: 5000 },
    directory: {
      type: 'string',
      title: 'Folder for files',
      description:
        'When set, files must lie inside it, uploads and files for download excepted; relative names start there.',
    },
    upload: {
      type: 'object',
      title: 'Uploads',
      properties: {
        extensions: { type: 'array', title: 'Kinds of files', items: { type: 'string' } },
        maxBytes: { type: 'integer', title: 'Largest file in bytes', minimum: 1 },
      },
    },
    stock: {
      type: 'object',
      title: 'Stock service',
      properties: {
        url: { type: 'string', title: 'Address', description: 'Answers with a JSON list of {"sku","stock"}.' },
        token: { type: 'string', title: 'Bearer token', format: 'password', writeOnly: true },
        timeout: { type: 'number', title: 'Time limit in seconds', minimum: 1, maximum: 3600 },
      },
    },
  },
};

/**
 * Settings as the actions use them: types checked, units in the names.
 * @throws a non-retryable error naming the setting that has the wrong type or range
 */
export function readSettings(stored: Readonly<Record<string, unknown>>): ProductSettings {
  const stock = objectAt(stored, 'stock');
  return {
    database: textAt(stored, 'database'),
    databasePassword: textAt(stored, 'database_password'),
    batchSize: wholeNumberAt(stored, 'batch_size', DEFAULT_SETTINGS.batch_size, 5000),
    directory: textAt(stored, 'directory'),
    stockUrl: textAt(stock, 'url'),
    stockToken: textAt(stock, 'token'),
    stockTimeoutMs: wholeNumberAt(stock, 'timeout', DEFAULT_SETTINGS.stock.timeout, 3600) * 1000,
  };
}

function textAt(from: Readonly<Record<string, unknown>>, key: string): string {
  const value = from[key] ?? '';
  if (typeof value !== 'string') throw inputError(`Setting "${key}" must be text, got ${JSON.stringify(value)}.`);
  return value.trim();
}

function wholeNumberAt(from: Readonly<Record<string, unknown>>, key: string, standard: number, max: number): number {
  const value = from[key] ?? standard;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > max) {
    throw inputError(`Setting "${key}" must be a whole number from 1 to ${max}, got ${JSON.stringify(value)}.`);
  }
  return value;
}

function objectAt(from: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = from[key] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw inputError(`Setting "${key}" must be an object.`);
  return value as Readonly<Record<string, unknown>>;
}
