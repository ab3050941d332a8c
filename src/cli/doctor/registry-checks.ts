import type { Stask, WorkerRow } from '../../index.js';
import { isStaskError, messageOf } from '../../errors.js';

import { fail, ok, warn, type Check } from './check.js';

/** A scan of its own, without changing anything. */
export async function checkScan(host: Stask): Promise<Check> {
  try {
    const { removed } = await host.registry.clean({ dryRun: true, force: true });
    if (removed.length === 0) return ok('scan', 'complete');
    const names = removed.map(({ identifier }) => identifier).join(', ');
    return warn('scan', `complete; the packages of ${names} are gone. Run \`stask clean\` when that is meant.`);
  } catch (error) {
    if (isStaskError(error, 'STASK_SCAN_INCOMPLETE')) return warn('scan', error.message);
    return fail('scan', messageOf(error));
  }
}

export function checkHealth(rows: readonly WorkerRow[]): Check[] {
  const unwell = rows.filter(({ health }) => health !== 'ok');
  if (unwell.length === 0) return [ok('workers', `${rows.length} registered, all well`)];
  return unwell.map(({ identifier, active, health, healthDetail, packageName }) => {
    const detail = `"${identifier}" of ${packageName} is ${health}: ${healthDetail || 'no detail'}`;
    const advice = health === 'broken' ? ` See \`stask why ${packageName}\`.` : ' Reinstall it, or run `stask clean`.';
    return (active ? fail : warn)('workers', detail + advice);
  });
}

/** Code that changed since somebody said it may run. */
export function checkVersions(rows: readonly WorkerRow[]): Check[] {
  const changed = rows.filter(
    ({ active, activatedVersion, packageVersion }) =>
      active && activatedVersion !== null && activatedVersion !== packageVersion,
  );
  if (changed.length === 0) return [ok('versions', 'unchanged since activation')];
  return changed.map(({ identifier, packageName, activatedVersion, packageVersion }) =>
    warn(
      'versions',
      `"${identifier}" was activated with ${packageName} ${activatedVersion}, installed is ${packageVersion}. ` +
        `Look at the changes, then run \`stask activate ${identifier}\`.`,
    ),
  );
}
