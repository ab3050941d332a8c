import { isAbsolute, resolve } from 'node:path';
import { Option } from 'commander';

/** Flags that every command takes. */
export interface CommonFlags {
  readonly cwd?: string;
  readonly database?: string;
  readonly storage?: string;
  readonly json?: boolean;
  readonly verbose?: boolean | undefined;
}

/** The same after flag, environment and default were weighed, in that order. */
export interface CommonOptions {
  /** Absolute. */
  readonly cwd: string;
  readonly database?: string;
  readonly storage?: string;
  readonly json: boolean;
  readonly verbose: boolean;
}

export const commonOptions = (): Option[] => [
  new Option('--cwd <dir>', 'folder of the host (default: the current one)'),
  new Option('--database <url>', 'sqlite:PATH, mysql://… or postgres://… (env STASK_DATABASE_URL)'),
  new Option('--storage <dir>', 'folder of progress, logs and the embedded database (env STASK_STORAGE)'),
  new Option('--json', 'print one JSON document and nothing else'),
  new Option('--verbose', 'show stacks of unexpected errors (env STASK_DEBUG)'),
];

export function resolveCommonOptions(flags: CommonFlags, env: NodeJS.ProcessEnv): CommonOptions {
  const database = flags.database ?? given(env['STASK_DATABASE_URL']);
  const storage = flags.storage ?? given(env['STASK_STORAGE']);
  const cwd = flags.cwd ?? '.';
  return {
    cwd: isAbsolute(cwd) ? cwd : resolve(cwd),
    ...(database === undefined ? {} : { database }),
    ...(storage === undefined ? {} : { storage }),
    json: flags.json ?? false,
    verbose: flags.verbose ?? given(env['STASK_DEBUG']) !== undefined,
  };
}

/** An empty variable is one that was not set. */
const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
