import { readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { inputError } from './input-error.js';

/** Names that npm and people read alike: no leading dash that would be an option, no spaces, nothing invisible. */
const RUNNABLE = /^\w[\w:.@/+-]{0,127}$/;

export interface HostScripts {
  /** Real path of the folder. */
  readonly directory: string;
  /** Text of each script by name, as in package.json. */
  readonly scripts: ReadonlyMap<string, string>;
}

/**
 * The scripts in the package.json of the folder; none when it has no package.json.
 * @throws a non-retryable error when the folder is not there, or its package.json cannot be read
 */
export async function readHostScripts(directory: string): Promise<HostScripts> {
  const real = await realpath(resolve(directory)).catch((cause: unknown) => {
    throw inputError(`The folder "${resolve(directory)}" of the setting "directory" does not exist.`, { cause });
  });
  return { directory: real, scripts: await scriptsIn(join(real, 'package.json')) };
}

/** Why a script of this name is never run; undefined when it can be. */
export function problemOfScriptName(name: string): string | undefined {
  return RUNNABLE.test(name) ? undefined : 'its name has characters that npm may take for something else';
}

async function scriptsIn(file: string): Promise<Map<string, string>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '{}';
    throw inputError(`"${file}" cannot be read; check its permissions.`, { cause });
  });
  try {
    const { scripts } = JSON.parse(text) as { scripts?: unknown };
    return new Map(
      Object.entries(scripts ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch (cause) {
    throw inputError(`"${file}" is not valid JSON.`, { cause });
  }
}
