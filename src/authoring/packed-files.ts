import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { StaskError } from '../errors.js';

/** Paths of the files that `npm publish` would upload, with `/`, relative to the package. */
export async function listPackedFiles(root: string): Promise<string[]> {
  const { stdout } = await npm(['pack', '--dry-run', '--json', '--ignore-scripts'], root);
  const answer = JSON.parse(stdout) as unknown;
  const packages = Object.values(answer as object) as Array<{ files: ReadonlyArray<{ path: string }> }>;
  return (packages[0]?.files ?? []).map(({ path }) => path);
}

/**
 * Runs npm and gives what it prints.
 *
 * @throws StaskError `STASK_USAGE` with npm's own words when it fails
 */
export async function npm(args: readonly string[], cwd: string): Promise<{ stdout: string; stderr: string }> {
  try {
    const shell = process.platform === 'win32'; // there npm is a script that only a shell starts; the arguments are ours
    return await promisify(execFile)('npm', [...args], { cwd, shell, maxBuffer: 64 * 1024 * 1024 });
  } catch (cause) {
    const { code, stderr = '' } = cause as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') {
      const why = existsSync(cwd) ? 'npm is not installed, or not on the PATH.' : `There is no folder ${cwd}.`;
      throw new StaskError('STASK_USAGE', why, { cause });
    }
    throw new StaskError('STASK_USAGE', `\`npm ${args.join(' ')}\` failed: ${wordsOf(stderr)}`, { cause });
  }
}

function wordsOf(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim());
  const told = lines.filter((line) => line !== '' && !/^(code|at |A complete log)|^\S+\/_logs\//.test(line));
  return told.slice(0, 4).join(' ') || 'it gave no reason';
}
