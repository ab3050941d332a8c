// Main module of the host that `stask dev` starts anew after each change: a process of its own, because Node never
// forgets a module it has loaded.
import { serveAdmin } from '../admin/index.js';
import { createStask, isStaskError } from '../index.js';
import { messageOf } from '../errors.js';

/** A task that runs longer is handed back, for the next host to run with the new code. Shorter than `stask dev` waits. */
const TASK_STOP_MS = 1_000;

export interface DevHostSettings {
  readonly root: string;
  readonly storagePath: string;
  readonly name: string;
  /** Port of the admin; 0 for a free one. */
  readonly port: number;
}

/** What the host tells the process that started it. */
export type DevHostMessage =
  | {
      readonly kind: 'ready';
      /** Where the admin is. */
      readonly admin: { readonly url: string; readonly port: number };
      readonly workers: ReadonlyArray<{ readonly identifier: string; readonly actions: readonly string[] }>;
      /** What of the package is not taken: reason and detail. */
      readonly problems: readonly string[];
    }
  | { readonly kind: 'task'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string };

const { root, storagePath, name, port } = JSON.parse(process.argv[2] ?? '{}') as DevHostSettings;
const tell = (message: DevHostMessage): void => void process.send?.(message);

try {
  await host();
} catch (error) {
  tell({ kind: 'failed', message: isStaskError(error) ? `${error.code} ${error.message}` : messageOf(error) });
  process.exitCode = 1;
  process.disconnect?.();
}

async function host(): Promise<void> {
  const stask = await createStask({ cwd: root, storagePath, autoDiscover: false, discovery: { activate: true } });
  const { skipped } = await stask.registry.discover();
  await stask.registry.rescan();
  stask.on('task.completed', ({ id, identifier, action, message }) =>
    said(id, identifier, action, 'completed', message),
  );
  stask.on('task.failed', ({ id, identifier, action, message }) => said(id, identifier, action, 'failed', message));
  stask.on('task.cancelled', ({ id, identifier, action, message }) =>
    said(id, identifier, action, 'cancelled', message),
  );
  stask.on('task.retrying', ({ id, identifier, action, message }) =>
    said(id, identifier, action, 'to be retried', message),
  );
  // No token: it would have to be given again after each change. The address is this machine's own.
  const admin = await serveAdmin(stask, { port, token: false });
  const runner = stask.work({ concurrency: 2, stopTimeoutMs: TASK_STOP_MS });
  const stop = async (): Promise<void> => {
    await runner.stop();
    await admin.close();
    await stask.close();
    process.exit(0); // code of the worker may have left something open
  };
  let stopping: Promise<void> | undefined;
  // Ctrl-C in a terminal reaches this process too, before `stask dev` says to stop.
  for (const event of ['disconnect', 'message', 'SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(event, () => void (stopping ??= stop()));
  const rows = await stask.getWorkers({ activeOnly: true });
  tell({
    kind: 'ready',
    admin: { url: admin.url, port: admin.port },
    workers: rows
      .filter(({ packageName }) => packageName === name)
      .map(({ identifier, actions }) => ({ identifier, actions: actions.map((action) => action.name) })),
    problems: skipped.filter((one) => one.package === name).map(({ reason, detail }) => `${reason}: ${detail}`),
  });
}

function said(id: number, identifier: string, action: string, ending: string, message: string): void {
  tell({ kind: 'task', text: `Task ${id} ${identifier}.${action} ${ending}${message === '' ? '' : `: ${message}`}` });
}
