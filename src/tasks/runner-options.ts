import { StaskError } from '../errors.js';

/** How a runner works; every field has a default that suits most hosts. */
export interface RunnerOptions {
  /** Most tasks at once in this runner. Default 10. */
  concurrency?: number;
  /** Most runs at once in the whole cluster, by worker (`mail`) or action (`mail.send_digest`). */
  limits?: Readonly<Record<string, number>>;
  /** Only tasks of these workers. Default: every active one. */
  identifiers?: readonly string[];
  /** Time between looks at the queue when nothing wakes the runner. Default 1200, jittered by a tenth. */
  pollIntervalMs?: number;
  /** A task whose runner is silent this long is taken back. Default 20000. */
  leaseMs?: number;
  /** Time between heartbeats, by which cancel requests arrive. Default: a fifth of the lease. */
  heartbeatMs?: number;
  /** Low and normal tasks that wait longer take turns with urgent ones. Default 600000. */
  ageingMs?: number;
  /** Longest wait of `stop()` for running tasks before they are aborted. Default 30000. */
  stopTimeoutMs?: number;
  /** Done before the first claim, such as queueing what schedules ask for. */
  prepare?: () => Promise<void>;
  /** End by itself once nothing is due and nothing runs. */
  drain?: boolean;
}

/** A started runner. */
export interface Runner {
  readonly id: string;
  /** Tasks whose handler is running here. */
  readonly running: number;
  /** Claims nothing more, waits, aborts what is left and hands it back. Safe to call twice. */
  stop(options?: { timeoutMs?: number }): Promise<void>;
  /** Resolves when nothing runs here and nothing that is due was left to claim. */
  idle(): Promise<void>;
  /** Resolves when the runner has ended: after `stop()`, or by itself with `drain`. */
  readonly done: Promise<RunnerReportCard>;
}

/** What a runner has done. */
export interface RunnerReportCard {
  readonly executed: number;
  readonly completed: number;
  readonly failed: number;
  readonly retried: number;
  readonly cancelled: number;
  readonly handedBack: number;
}

export type ResolvedRunnerOptions = Required<Omit<RunnerOptions, 'identifiers' | 'prepare'>> & {
  readonly identifiers: readonly string[] | null;
  readonly prepare: () => Promise<void>;
};

const KNOWN: ReadonlySet<string> = new Set<keyof RunnerOptions>([
  'concurrency',
  'limits',
  'identifiers',
  'pollIntervalMs',
  'leaseMs',
  'heartbeatMs',
  'ageingMs',
  'stopTimeoutMs',
  'prepare',
  'drain',
]);

/** @throws STASK_CONFIG_INVALID naming the option and what was given */
export function resolveRunnerOptions(options: RunnerOptions = {}): ResolvedRunnerOptions {
  for (const key of Object.keys(options))
    if (!KNOWN.has(key)) throw invalid(`"${key}" is not known. Known: ${[...KNOWN].join(', ')}.`);
  if (options.identifiers !== undefined && !Array.isArray(options.identifiers))
    throw invalid(`identifiers must be an array of worker identifiers, got ${shown(options.identifiers)}.`);
  const leaseMs = atLeast('leaseMs', options.leaseMs ?? 20_000, 100);
  const heartbeatMs = atLeast('heartbeatMs', options.heartbeatMs ?? Math.floor(leaseMs / 5), 10);
  if (heartbeatMs * 2 > leaseMs)
    throw invalid(
      `heartbeatMs (${heartbeatMs}) must be at most half of leaseMs (${leaseMs}); lower it or raise leaseMs.`,
    );
  for (const [key, limit] of Object.entries(options.limits ?? {})) atLeast(`limits["${key}"]`, limit, 1);
  return Object.freeze({
    concurrency: atLeast('concurrency', options.concurrency ?? 10, 1),
    limits: Object.freeze({ ...options.limits }),
    identifiers: options.identifiers === undefined ? null : Object.freeze([...options.identifiers]),
    pollIntervalMs: atLeast('pollIntervalMs', options.pollIntervalMs ?? 1200, 10),
    leaseMs,
    heartbeatMs,
    ageingMs: atLeast('ageingMs', options.ageingMs ?? 600_000, 0),
    stopTimeoutMs: atLeast('stopTimeoutMs', options.stopTimeoutMs ?? 30_000, 0),
    prepare: options.prepare ?? (() => Promise.resolve()),
    drain: options.drain ?? false,
  });
}

function atLeast(name: string, value: unknown, minimum: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum) return value;
  throw invalid(`${name} must be a whole number of at least ${minimum}, got ${shown(value)}.`);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

const invalid = (problem: string): StaskError => new StaskError('STASK_CONFIG_INVALID', `Runner option ${problem}`);
