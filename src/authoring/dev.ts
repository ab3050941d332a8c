import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownField } from '../discovery/parse-package.js';
import { messageOf, StaskError } from '../errors.js';
import { readAuthorPackage } from './author-package.js';
import type { DevHostMessage, DevHostSettings } from './dev-host.js';
import { npm } from './run-npm.js';
import { watchSources } from './source-watch.js';

export interface DevOptions {
  /** Folder of the worker package. */
  readonly folder: string;
  /** Folder of the database, progress and logs. Default `.stask` in the package. */
  readonly storagePath?: string | undefined;
  /** Port of the admin; 0, the default, takes a free one and keeps it. */
  readonly port?: number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** One line for the author. */
  readonly onLine: (line: string) => void;
}

const HOST = fileURLToPath(new URL('./dev-host.js', import.meta.url));
/** The host may end or hand back what runs before it is started anew. */
const STOP_MS = 10_000;

/**
 * Runs a host for the worker package in `folder` until `signal` aborts: its workers are active, tasks are executed. A
 * change of a source builds the package and starts the host anew, so the next task runs the new code. A build or an
 * import that fails is told, and the next change tried again.
 *
 * @throws StaskError `STASK_PACKAGE_NOT_FOUND`, `STASK_USAGE`
 */
export async function runDev({ folder, storagePath, port = 0, signal, onLine }: DevOptions): Promise<void> {
  const { root, name, json, declared } = readAuthorPackage(folder);
  if (!declared)
    throw new StaskError(
      'STASK_USAGE',
      `${join(root, 'package.json')} has no "stask" key, so it is no worker package.`,
    );
  onLine('Watching for changes. Stop with Ctrl-C.');
  const settings = { root, name, port, storagePath: storagePath ?? join(root, '.stask') };
  const hasBuild = typeof ownField(ownField(json, 'scripts'), 'build') === 'string';
  let child: ChildProcess | undefined;
  let changed = true;
  let wake: (() => void) | undefined;
  const watch = watchSources(root, () => {
    changed = true;
    wake?.();
  });
  signal.addEventListener('abort', () => wake?.(), { once: true });
  try {
    while (!signal.aborted) {
      if (changed) {
        changed = false;
        const isBuilt = !hasBuild || (await build(root, onLine, signal));
        if (!isBuilt || changed || signal.aborted) continue; // a failed build leaves the host that runs as it is
        await stopHost(child);
        child = startHost(
          settings,
          (message) => {
            if (message.kind === 'ready') settings.port = message.admin.port;
            for (const line of linesOf(message)) onLine(line);
          },
          onLine,
        );
        continue;
      }
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    watch.close();
    await stopHost(child);
  }
}

async function build(root: string, onLine: DevOptions['onLine'], signal: AbortSignal): Promise<boolean> {
  onLine('Building …');
  try {
    await npm(['run', '--silent', 'build'], root, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    const { stdout = '', stderr = '' } = ((error as Error).cause ?? {}) as { stdout?: string; stderr?: string };
    onLine(`The build failed:\n${(stdout + stderr).trim() || messageOf(error)}`);
    return false;
  }
}

function startHost(
  settings: DevHostSettings,
  onMessage: (message: DevHostMessage) => void,
  onLine: DevOptions['onLine'],
): ChildProcess {
  const child = fork(HOST, [JSON.stringify(settings)], { cwd: settings.root, stdio: ['ignore', 2, 2, 'ipc'] });
  child.on('message', onMessage);
  child.on('exit', (code) => {
    if (code !== 0 && code !== null)
      onLine(`The host ended with code ${code}; it is started again after the next change.`);
  });
  return child;
}

function linesOf(message: DevHostMessage): string[] {
  if (message.kind === 'task') return [message.text];
  if (message.kind === 'failed') return [`The host failed: ${message.message}`];
  const { workers, problems, admin } = message;
  const ready = workers.map(({ identifier, actions }) => `Ready: ${identifier} with ${actions.join(', ')}`);
  return [...problems.map((problem) => `Not taken: ${problem}`), ...ready, `Admin: ${admin.url}`];
}

async function stopHost(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  if (child.connected) child.send('stop');
  await gone;
  clearTimeout(timer);
}
