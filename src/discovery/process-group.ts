import type { Socket } from 'node:net';
import { execFile, spawn, type ChildProcess } from 'node:child_process';

/** Ends a process that leads its own group, and everything in the group, at once. Does nothing when all is gone. */
export function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => {}); // fails when it is gone, which is what we want
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH, on some systems EPERM: nothing of the group is left
  }
}

/**
 * Ends the group of a process when this process is gone, however it went and however stuck the group is: a shell waits for
 * the end of a pipe that only this process holds. Windows ends children with their parent by itself.
 *
 * @returns stops watching
 */
export function endWithThisProcess({ pid }: ChildProcess): () => void {
  if (pid === undefined || process.platform === 'win32') return () => {};
  const watcher = spawn('/bin/sh', ['-c', `read -r _; kill -9 -${pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.on('error', () => {}); // without a shell a killed host may leave a stuck inspection behind
  watcher.unref();
  (watcher.stdin as Socket | null)?.unref();
  return () => watcher.kill('SIGKILL');
}
