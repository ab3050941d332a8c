import type { DiscoveryOptions } from './discovery/discovery-options.js';
import type { StaskEvents } from './events.js';
import type { ResolvedOptions } from './options.js';
import type { Instances } from './registry/instances.js';
import type { Registry } from './registry/registry.js';
import type { Workers } from './registry/workers.js';
import type { WorkerSettings } from './registry/worker-settings.js';
import type { Schedules } from './tasks/schedules.js';
import type { Tasks } from './tasks/tasks.js';
import type { Database } from './typeorm/database.js';

/** What one host is made of. */
export interface Parts {
  readonly options: ResolvedOptions;
  readonly database: Database;
  readonly registry: Registry;
  /** Like `registry`, from the last scan when nothing on disk changed since. */
  readonly cached: Registry;
  readonly workers: Workers;
  readonly settings: WorkerSettings;
  readonly instances: Instances;
  readonly tasks: Tasks;
  readonly schedules: Schedules;
  readonly events: StaskEvents;
}

export function discoveryOptions({ cwd, storagePath, discovery }: ResolvedOptions): DiscoveryOptions {
  const { allow, deny, directOnly, inspectTimeoutMs } = discovery;
  return { cwd, storagePath, allow, deny, directOnly, inspectTimeoutMs };
}
