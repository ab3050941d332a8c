import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';

import { shownValue } from './check-fields.js';
import { StaskError } from './errors.js';
import type { WebhookOptions } from './tasks/webhook-request.js';
import type { WorkerRow } from './store/worker-store.js';
import type { TaskInterface, WorkerClass } from './worker/task-interface.js';

/** Where sTask writes what it has to say; pino's loggers fit, so does `console` wrapped by {@link fromConsole}. */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface DiscoverySettings {
  /** Package name patterns (`*` matches within one name part); with any given, others are left out. */
  allow?: readonly string[];
  /** Package name patterns that are left out, with the reason `excluded`. */
  deny?: readonly string[];
  /** Leave out workers of packages that the host does not list itself. Default false. */
  directOnly?: boolean;
  /** Longest inspection of one package in milliseconds. Default 30000. */
  inspectTimeoutMs?: number;
  /** Which newly registered workers are activated at once. Default none. */
  activate?: boolean | readonly string[] | ((row: WorkerRow) => boolean);
}

export interface StaskOptions {
  /** Folder of the host app; its nearest `package.json` above decides. Default `process.cwd()`. */
  cwd?: string;
  /** The host's own TypeORM DataSource; it is never synchronised and only closed by the host. */
  dataSource?: object;
  /** `sqlite:PATH`, `mysql://…` or `postgres://…`. Default: `stask.sqlite` in `storagePath`. */
  database?: string;
  /** Folder of progress, log and result files, relative to the host root. Default `storage/stask`. */
  storagePath?: string;
  /** Embedded SQLite only: `full` survives a power loss, `normal` a crash of the process. Default `normal`. */
  durability?: 'normal' | 'full';
  /**
   * Longest wait for the answer to one statement of a server database, in milliseconds: then the connection counts as
   * dead and another one is opened. Migrations wait as long as they take. Default 60000.
   */
  statementTimeoutMs?: number;
  /** Create or upgrade the tables of a server database at start. The embedded database is always migrated. */
  migrate?: boolean;
  /** Register workers that appeared on disk since the last scan. Default true. */
  autoDiscover?: boolean;
  discovery?: DiscoverySettings;
  /**
   * Package name patterns whose workers get `getMaintenance()`. Default: `stask-worker-maintenance`, where the host
   * lists it among its own dependencies.
   */
  maintenance?: readonly string[];
  /** Builds worker instances, for hosts whose container does that. Default `new Class()`. */
  instantiate?: (Class: WorkerClass, worker: WorkerRow) => TaskInterface | Promise<TaskInterface>;
  /** Default: warnings and errors to stderr. */
  logger?: Logger;
  /** Largest task data as JSON, in bytes. Default 1 MB. */
  maxDataBytes?: number;
  /** Where webhooks of tasks may go, and how patient they are. */
  webhooks?: WebhookOptions;
}

export type ResolvedOptions = Readonly<
  Required<Omit<StaskOptions, 'dataSource' | 'database' | 'instantiate' | 'discovery' | 'maintenance'>> &
    Pick<StaskOptions, 'dataSource' | 'database' | 'instantiate' | 'maintenance'> & {
      discovery: Readonly<Required<DiscoverySettings>>;
    }
>;

const KNOWN = new Set([
  'cwd',
  'dataSource',
  'database',
  'storagePath',
  'durability',
  'statementTimeoutMs',
  'migrate',
  'autoDiscover',
  'discovery',
  'instantiate',
  'maintenance',
  'logger',
  'maxDataBytes',
  'webhooks',
]);

const KNOWN_OF_DISCOVERY = new Set(['allow', 'deny', 'directOnly', 'inspectTimeoutMs', 'activate']);

/**
 * The options with every default filled in, checked once and frozen.
 *
 * @throws StaskError `STASK_CONFIG_INVALID` naming the option and what was given
 */
export function resolveOptions(options: StaskOptions = {}): ResolvedOptions {
  onlyKnown('options', options, KNOWN);
  const { dataSource, database, instantiate, discovery = {} } = options;
  onlyKnown('discovery', discovery, KNOWN_OF_DISCOVERY);
  if (dataSource !== undefined && database !== undefined)
    throw new StaskError('STASK_CONFIG_INVALID', 'Give either `dataSource` or `database`, not both.');
  const cwd = folder('cwd', resolve(text('cwd', options.cwd ?? process.cwd())));
  const storagePath = text('storagePath', options.storagePath ?? 'storage/stask');
  return Object.freeze({
    cwd,
    ...(dataSource === undefined ? {} : { dataSource }),
    ...(database === undefined ? {} : { database: text('database', database) }),
    ...(instantiate === undefined ? {} : { instantiate: callable('instantiate', instantiate) }),
    ...(options.maintenance === undefined ? {} : { maintenance: patterns('maintenance', options.maintenance) }),
    storagePath: isAbsolute(storagePath) ? storagePath : resolve(cwd, storagePath),
    durability: oneOf('durability', options.durability ?? 'normal', ['normal', 'full']),
    statementTimeoutMs: positive('statementTimeoutMs', options.statementTimeoutMs ?? 60_000),
    migrate: flag('migrate', options.migrate ?? false),
    autoDiscover: flag('autoDiscover', options.autoDiscover ?? true),
    logger: loggerOf(options.logger ?? fromConsole(console)),
    maxDataBytes: positive('maxDataBytes', options.maxDataBytes ?? 1_048_576),
    webhooks: webhookOptions(options.webhooks ?? {}),
    discovery: Object.freeze({
      allow: patterns('discovery.allow', discovery.allow ?? []),
      deny: patterns('discovery.deny', discovery.deny ?? []),
      directOnly: flag('discovery.directOnly', discovery.directOnly ?? false),
      inspectTimeoutMs: positive('discovery.inspectTimeoutMs', discovery.inspectTimeoutMs ?? 30_000),
      activate: activation(discovery.activate ?? false),
    }),
  });
}

/** A logger that writes warnings and errors to a console (stderr) and drops the rest. */
export function fromConsole(target: Pick<Console, 'warn' | 'error'>): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (_facts, message) => target.warn(`stask: ${message}`),
    error: (_facts, message) => target.error(`stask: ${message}`),
  };
}

function webhookOptions({ allow, timeoutMs = 10_000, maxAttempts = 8 }: WebhookOptions): WebhookOptions {
  return Object.freeze({
    ...(allow === undefined ? {} : { allow: patterns('webhooks.allow', allow, 'host name') }),
    timeoutMs: positive('webhooks.timeoutMs', timeoutMs),
    maxAttempts: positive('webhooks.maxAttempts', maxAttempts),
  });
}

function onlyKnown(name: string, given: object, known: ReadonlySet<string>): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid(name, 'must be an object', given);
  for (const [key, value] of Object.entries(given))
    if (!known.has(key)) throw invalid(key, 'is not an option', value, [...known].join(', '));
}

function loggerOf(logger: Logger): Logger {
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    if (typeof logger?.[level] !== 'function') throw invalid(`logger.${level}`, 'must be a function', logger?.[level]);
  return logger;
}

function activation(rule: DiscoverySettings['activate'] & {}): DiscoverySettings['activate'] & {} {
  if (typeof rule === 'boolean' || typeof rule === 'function') return rule;
  return patterns('discovery.activate', rule);
}

function text(name: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw invalid(name, 'must be a text that is not empty', value);
}

/** A misspelt folder must not become a host of its own, with an empty database in it. */
function folder(name: string, path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw invalid(name, 'must be a folder that exists', path);
}

function flag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(name, 'must be true or false', value);
}

function positive(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw invalid(name, 'must be a whole number above 0', value);
}

function oneOf<T extends string>(name: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw invalid(name, 'must be one of the known words', value, allowed.join(', '));
}

function callable<T>(name: string, value: T): T {
  if (typeof value === 'function') return value;
  throw invalid(name, 'must be a function', value);
}

function patterns(name: string, value: unknown, kind = 'package name'): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return Object.freeze([...value]);
  throw invalid(name, `must be an array of ${kind} patterns`, value);
}

function invalid(name: string, rule: string, value: unknown, known?: string): StaskError {
  const got = typeof value === 'string' ? JSON.stringify(value) : shownValue(value);
  const next = known === undefined ? '' : ` Known: ${known}.`;
  return new StaskError('STASK_CONFIG_INVALID', `createStask: \`${name}\` ${rule}, got ${got}.${next}`);
}
