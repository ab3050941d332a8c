import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { StaskError } from '../errors.js';

const isWindows = process.platform === 'win32';

export interface NpmOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs npm and gives what it prints. It runs in a process group of its own, which ends with the signal and with this
 * process: npm and what it started must not go on writing into a folder that is removed.
 *
 * @throws StaskError `STASK_USAGE` with npm's own words when it fails; the signal's reason when that aborts
 */
export async function npm(args: readonly string[], cwd: string, signal?: AbortSignal): Promise<NpmOutput> {
  signal?.throwIfAborted();
  // On Windows npm is a script that only a shell starts; the arguments are ours.
  const child = spawn('npm', [...args], {
    cwd,
    shell: isWindows,
    detached: !isWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => endGroup(child.pid);
  signal?.addEventListener('abort', stop, { once: true });
  process.once('exit', stop);
  try {
    const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    signal?.throwIfAborted();
    if (code === 0) return { stdout, stderr };
    const cause = Object.assign(new Error(`npm ended with code ${code}`), { stdout, stderr });
    throw new StaskError('STASK_USAGE', `\`npm ${args.join(' ')}\` failed: ${wordsOf(stderr)}`, { cause });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    const why = existsSync(cwd) ? 'npm is not installed, or not on the PATH.' : `There is no folder ${cwd}.`;
    throw new StaskError('STASK_USAGE', why, { cause });
  } finally {
    signal?.removeEventListener('abort', stop);
    process.off('exit', stop);
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(isWindows ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function wordsOf(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim());
  const told = lines.filter(
    (line) => line !== '' && !/^(code|syscall|errno|at |A complete log)\b|^\S+\/_logs\//.test(line),
  );
  return told.slice(0, 4).join(' ') || 'it gave no reason';
}
