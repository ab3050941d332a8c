/** JSON shape of a worker in every `--json` answer. */
export interface WorkerShape {
  readonly identifier: string;
  readonly scope: string;
  /** `<package>/<entry inside it>#<export>`. */
  readonly class: string;
  readonly title: string;
  readonly package: string;
  readonly version: string;
  readonly direct: boolean;
  readonly active: boolean;
  readonly hidden: boolean;
  readonly position: number;
  readonly health: WorkerRow['health'];
  readonly healthDetail: string;
  readonly actions: readonly string[];
}

export function toWorkerShape(row: WorkerRow): WorkerShape {
  return {
    identifier: row.identifier,
    scope: row.scope,
    class: row.class,
    title: row.title,
    package: row.packageName,
    version: row.packageVersion,
    direct: row.direct,
    active: row.active,
    hidden: row.hidden,
    position: row.position,
    health: row.health,
    healthDetail: row.healthDetail,
    actions: row.actions.map(({ name }) => name),
  };
}

/** A deleted row, settings included: the last chance to keep them. */
export function toRemovedShape(row: WorkerRow): WorkerShape & { readonly settings: JsonObject } {
  return { ...toWorkerShape(row), settings: row.settings };
}
import type { JsonObject, WorkerRow } from '../index.js';
