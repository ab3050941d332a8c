import type { Stask } from 'stask';

/** On a host with worker packages in its `node_modules`. */
export async function main(stask: Stask): Promise<object> {
  const registered = await stask.discoverWorkers();
  const updated = await stask.rescanWorkers();
  const orphans = await stask.cleanOrphanedWorkers();

  const workers = await stask.getWorkers({ activeOnly: false });
  const lines = workers.map(({ identifier, scope, active }) => `${identifier} (${scope}): ${active ? 'on' : 'off'}`);

  const mail = await stask.getWorker('mail');
  if (mail !== undefined) await stask.activateWorker(mail.identifier);
  const active = await stask.workers.byScope('shop').active().ordered().get();
  if (mail !== undefined) await stask.deactivateWorker(mail.identifier);

  // All three of the above by one scan, with what was left out and why.
  const report = await stask.syncWorkers({ dryRun: true });
  return {
    registered: registered.map(({ identifier }) => identifier),
    updated: updated.length,
    orphans,
    lines,
    title: mail?.title,
    icon: mail?.icon,
    active: active.map(({ identifier }) => identifier),
    leftOut: report.skipped.map(({ package: name, reason }) => `${name}: ${reason}`),
    why: (await stask.registry.why('stask-worker-broken')).reason,
  };
}
