import { messageOf, StaskError } from '../errors.js';
import { npm } from './run-npm.js';

/**
 * Asks the registry that npm is set to whether a name is free.
 *
 * @throws StaskError `STASK_USAGE` when it is taken, and when the registry cannot be asked; the signal's reason when that aborts
 */
export async function assertNameIsFree(name: string, cwd: string, signal?: AbortSignal): Promise<void> {
  let version: string;
  try {
    const { stdout } = await npm(
      ['view', name, 'version', '--json', '--fetch-retries=0', '--fetch-timeout=15000'],
      cwd,
      signal,
    );
    version = stdout.trim();
  } catch (error) {
    signal?.throwIfAborted();
    if (npmCodeOf(error) === 'E404') return;
    throw new StaskError(
      'STASK_USAGE',
      `The registry cannot be asked whether the name "${name}" is free: ${messageOf(error)} ` +
        'Try again, or pass --offline to go on without asking. Nothing was written.',
      { cause: error },
    );
  }
  if (version === '') return;
  throw new StaskError(
    'STASK_USAGE',
    `The name "${name}" is taken: the registry has version ${version.replaceAll('"', '')}. ` +
      'Choose another, or publish under your own scope as "@you/NAME". Nothing was written.',
  );
}

/** npm's own code of a failed call, such as `E404`. */
function npmCodeOf(error: unknown): string | undefined {
  const { stderr } = ((error as Error).cause ?? {}) as { stderr?: string };
  return /\bcode (E\w+)/.exec(stderr ?? '')?.[1];
}
