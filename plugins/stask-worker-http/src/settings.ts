import { inputError } from './input-error.js';

export const PAGINGS = ['none', 'page', 'cursor', 'link'] as const;
export type Paging = (typeof PAGINGS)[number];

export interface ApiSettings {
  /** `''` when none is set. */
  readonly url: string;
  readonly key: string;
  readonly keyHeader: string;
  readonly keyPrefix: string;
  /** Dot path of the list in an answer; `''` when the answer is the list. */
  readonly items: string;
  readonly paging: Paging;
  readonly pageParam: string;
  readonly firstPage: number;
  readonly sizeParam: string;
  readonly pageSize: number;
  readonly cursorParam: string;
  readonly cursorPath: string;
  readonly requestsPerMinute: number;
  readonly file: string;
}

export interface WantedDownload {
  readonly url: string;
  readonly file?: string;
  readonly checksum?: string;
}

export interface HttpSettings {
  /** Folder that all files lie in. */
  readonly directory: string;
  /** Hosts that may be asked; empty for all. */
  readonly hosts: readonly string[];
  /** Other hosts that a redirect may lead to. */
  readonly redirectHosts: readonly string[];
  /** Hosts that may have an address that is not public. */
  readonly privateHosts: readonly string[];
  readonly maxBytes: number;
  /** How long a server may say nothing. */
  readonly idleMs: number;
  readonly api: ApiSettings;
  /** What the schedule downloads. */
  readonly downloads: readonly WantedDownload[];
}

export const DEFAULT_SETTINGS = {
  directory: 'storage/http',
  hosts: [],
  redirect_hosts: [],
  private_hosts: [],
  max_megabytes: 1024,
  idle_timeout: 30,
  downloads: [],
  api: {
    url: '',
    key: '',
    key_header: 'authorization',
    key_prefix: 'Bearer ',
    items: 'items',
    paging: 'page',
    page_param: 'page',
    first_page: 1,
    size_param: 'per_page',
    page_size: 100,
    cursor_param: 'cursor',
    cursor_path: 'next_cursor',
    requests_per_minute: 120,
    file: 'records.jsonl',
  },
};

export const CHECKSUM = '^(sha(256|384|512):[0-9a-fA-F]+|sha(256|384|512)-[A-Za-z0-9+/]+={0,2})$';
export const URL_SCHEMA = { type: 'string', pattern: '^https?://', maxLength: 8000 };
export const FILE_SCHEMA = {
  type: 'string',
  title: 'File',
  description: 'In the folder',
  minLength: 1,
  maxLength: 1000,
  'x-ui': { 'ui:widget': 'text' },
};
export const CHECKSUM_SCHEMA = { type: 'string', title: 'Checksum', description: 'sha256:HEX', pattern: CHECKSUM };

const HOST = '^(\\*\\.)?[A-Za-z0-9_.:-]+$|^\\[[0-9A-Fa-f:.]+\\]$';
const hosts = (title: string, description: string) => ({
  type: 'array',
  title,
  description,
  items: { type: 'string', pattern: HOST },
});
const NAME = '^[\\w.\\[\\]-]+$';

/** JSON Schema of the settings: checks them when they are saved and becomes the settings form. */
export const SETTINGS_SCHEMA = {
  type: 'object',
  properties: {
    directory: { type: 'string', title: 'Folder', description: 'All files lie in it.', minLength: 1 },
    hosts: hosts('Hosts', 'That may be asked, such as example.org or *.example.org; none for all.'),
    redirect_hosts: hosts('Redirect hosts', 'Other hosts that a redirect may lead to.'),
    private_hosts: hosts('Private hosts', 'That may be on this machine or in its network.'),
    max_megabytes: { type: 'number', title: 'Largest file in MB', exclusiveMinimum: 0, maximum: 10_000_000 },
    idle_timeout: {
      type: 'number',
      title: 'Patience in seconds',
      description: 'With a server that says nothing',
      exclusiveMinimum: 0,
      maximum: 3600,
    },
    downloads: {
      type: 'array',
      title: 'What the schedule downloads',
      maxItems: 100,
      items: {
        type: 'object',
        required: ['url'],
        additionalProperties: false,
        properties: { url: { ...URL_SCHEMA, title: 'Address' }, file: FILE_SCHEMA, checksum: CHECKSUM_SCHEMA },
      },
    },
    api: {
      type: 'object',
      title: 'Paged API',
      properties: {
        url: { type: 'string', title: 'Address', pattern: '^(https?://.+)?$' },
        key: {
          type: 'string',
          title: 'Key',
          description: 'Goes to the origin of the address and nowhere else.',
          format: 'password',
          writeOnly: true,
        },
        key_header: { type: 'string', title: 'Header of the key', pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" },
        key_prefix: { type: 'string', title: 'Text before the key', maxLength: 100 },
        items: {
          type: 'string',
          title: 'Where the list is',
          description: 'Dot path; empty when the answer is the list',
        },
        paging: {
          type: 'string',
          title: 'Pages',
          oneOf: [
            { const: 'none', title: 'One answer holds everything' },
            { const: 'page', title: 'By page number' },
            { const: 'cursor', title: 'By the cursor in the answer' },
            { const: 'link', title: 'By the Link header' },
          ],
        },
        page_param: { type: 'string', title: 'Parameter of the page number', pattern: NAME },
        first_page: { type: 'integer', title: 'First page', minimum: 0, maximum: 1_000_000 },
        size_param: {
          type: 'string',
          title: 'Parameter of the page size',
          description: 'Empty to send none',
          pattern: '^[\\w.\\[\\]-]*$',
        },
        page_size: { type: 'integer', title: 'Records per page', minimum: 1, maximum: 100_000 },
        cursor_param: { type: 'string', title: 'Parameter of the cursor', pattern: NAME },
        cursor_path: { type: 'string', title: 'Where the next cursor is', description: 'Dot path', minLength: 1 },
        requests_per_minute: { type: 'number', title: 'Requests per minute', exclusiveMinimum: 0, maximum: 60_000 },
        file: { ...FILE_SCHEMA, title: 'File of the records' },
      },
    },
  },
};

type Stored = Readonly<Record<string, unknown>>;

/**
 * Settings as the actions use them; what is not stored has its default.
 * @throws a non-retryable error naming the setting that has the wrong type
 */
export function readSettings(stored: Stored): HttpSettings {
  return {
    directory: textAt(stored, 'directory', DEFAULT_SETTINGS.directory) || DEFAULT_SETTINGS.directory,
    hosts: textsAt(stored, 'hosts'),
    redirectHosts: textsAt(stored, 'redirect_hosts'),
    privateHosts: textsAt(stored, 'private_hosts'),
    maxBytes: Math.floor(numberAt(stored, 'max_megabytes', DEFAULT_SETTINGS.max_megabytes) * 1_000_000),
    idleMs: Math.ceil(numberAt(stored, 'idle_timeout', DEFAULT_SETTINGS.idle_timeout) * 1000),
    downloads: listAt(stored, 'downloads').map(readDownload),
    api: readApi(objectAt(stored, 'api')),
  };
}

function readApi(api: Stored): ApiSettings {
  const defaults = DEFAULT_SETTINGS.api;
  const paging = textAt(api, 'paging', defaults.paging) as Paging;
  if (!PAGINGS.includes(paging)) throw inputError(`Setting "api.paging" must be ${PAGINGS.join(', ')}.`);
  return {
    url: textAt(api, 'url', '').trim(),
    key: textAt(api, 'key', ''),
    keyHeader: textAt(api, 'key_header', defaults.key_header).toLowerCase(),
    keyPrefix: textAt(api, 'key_prefix', defaults.key_prefix),
    items: textAt(api, 'items', defaults.items),
    paging,
    pageParam: textAt(api, 'page_param', defaults.page_param),
    firstPage: numberAt(api, 'first_page', defaults.first_page),
    sizeParam: textAt(api, 'size_param', defaults.size_param),
    pageSize: numberAt(api, 'page_size', defaults.page_size),
    cursorParam: textAt(api, 'cursor_param', defaults.cursor_param),
    cursorPath: textAt(api, 'cursor_path', defaults.cursor_path),
    requestsPerMinute: numberAt(api, 'requests_per_minute', defaults.requests_per_minute),
    file: textAt(api, 'file', defaults.file) || defaults.file,
  };
}

function readDownload(entry: unknown): WantedDownload {
  const { url, file, checksum } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
  if (typeof url !== 'string') throw inputError('Each entry of the setting "downloads" needs a "url".');
  return {
    url,
    ...(typeof file === 'string' ? { file } : {}),
    ...(typeof checksum === 'string' ? { checksum } : {}),
  };
}

function textAt(from: Stored, key: string, standard: string): string {
  const value = from[key] ?? standard;
  if (typeof value !== 'string') throw inputError(`Setting "${key}" must be text, got ${JSON.stringify(value)}.`);
  return value;
}

function numberAt(from: Stored, key: string, standard: number): number {
  const value = from[key] ?? standard;
  if (typeof value === 'number' && value >= 0) return value;
  throw inputError(`Setting "${key}" must be a number from 0, got ${JSON.stringify(value)}.`);
}

function listAt(from: Stored, key: string): unknown[] {
  const value = from[key] ?? [];
  if (!Array.isArray(value)) throw inputError(`Setting "${key}" must be a list, got ${JSON.stringify(value)}.`);
  return value;
}

function textsAt(from: Stored, key: string): string[] {
  return listAt(from, key).map(String);
}

function objectAt(from: Stored, key: string): Stored {
  const value = from[key] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw inputError(`Setting "${key}" must be an object.`);
  return value as Stored;
}
