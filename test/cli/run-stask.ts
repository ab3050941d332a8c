import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, wherever the compiled tests are. */
export const root = ((): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'bin/stask.js'))) folder = dirname(folder);
  return folder;
})();

const bin = join(root, 'bin/stask.js');

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** User and group to run as. */
  readonly uid?: number;
}

/** The environment of this process without what would change the terminal's answers. */
function cleanEnv(): NodeJS.ProcessEnv {
  const { STASK_DATABASE_URL, STASK_STORAGE, STASK_CONCURRENCY, STASK_DEBUG, ...rest } = process.env;
  void [STASK_DATABASE_URL, STASK_STORAGE, STASK_CONCURRENCY, STASK_DEBUG];
  const { NO_COLOR, FORCE_COLOR, CI, NODE_TEST_CONTEXT, ...env } = rest;
  void [NO_COLOR, FORCE_COLOR, CI, NODE_TEST_CONTEXT];
  return env;
}

export function startStask(args: readonly string[], options: RunOptions = {}): ChildProcessWithoutNullStreams {
  const user = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  return spawn(process.execPath, [bin, ...args], { cwd: options.cwd, env: { ...cleanEnv(), ...options.env }, ...user });
}

/** Collects what a started command writes; resolves when it has ended. */
export function ending(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

export function runStask(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = startStask(args, options);
  child.stdin.on('error', () => {}); // a command that fails early does not read its input
  child.stdin.end(options.input ?? '');
  return ending(child);
}

/** The one JSON document on stdout; throws when there is anything else. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the shape it expects
export async function staskJson<T = Record<string, unknown>>(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ran & { readonly json: T }> {
  const ran = await runStask([...args, '--json'], options);
  return { ...ran, json: JSON.parse(ran.stdout) as T };
}

/** Runs a command with a pseudo terminal as its three streams; undefined without util-linux `script`. */
export async function runOnTerminal(args: readonly string[], options: RunOptions = {}): Promise<Ran | undefined> {
  const line = [process.execPath, bin, ...args].map((part) => `'${part.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const env = { ...cleanEnv(), TERM: 'xterm', ...options.env };
  const child = spawn('script', ['-qec', `stty cols 80 rows 24; ${line}`, '/dev/null'], { cwd: options.cwd, env });
  child.stdin.end();
  try {
    return await ending(child);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Resolves when the command has written this to stderr. */
export function saying(child: ChildProcessWithoutNullStreams, text: string | RegExp): Promise<void> {
  let stderr = '';
  return new Promise((resolve, reject) => {
    const look = (chunk: string): void => {
      stderr += chunk;
      if (typeof text === 'string' ? stderr.includes(text) : text.test(stderr)) resolve();
    };
    child.stderr.setEncoding('utf8').on('data', look);
    child.on('close', () => reject(new Error(`ended before it said ${String(text)}: ${stderr}`)));
  });
}
