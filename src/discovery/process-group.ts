import { execFile, type ChildProcess } from 'node:child_process';

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
