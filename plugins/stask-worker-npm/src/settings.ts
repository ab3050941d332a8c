import { inputError } from './input-error.js';

export const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const MANAGER_NAMES = ['npm', 'pnpm', 'yarn'] as const;
export type ManagerName = (typeof MANAGER_NAMES)[number];

export interface NpmSettings {
  /** Folder with the package.json; `''` for the folder the host runs in. */
  readonly directory: string;
  /** `auto` goes by the lockfile. */
  readonly manager: ManagerName | 'auto';
  /** `''` for the one that the package manager is set to. */
  readonly registry: string;
  readonly ignoreScripts: boolean;
  readonly timeoutMs: number;
  /** Names of variables that the package manager gets besides the basic ones. */
  readonly environment: readonly string[];
  /** From which severity on the scheduled run fails; `never` for no such. */
  readonly failOn: Severity | 'never';
}

export const DEFAULT_SETTINGS = {
  directory: '',
  manager: 'auto',
  registry: '',
  ignore_scripts: true,
  timeout: 600,
  environment: [],
  fail_on: 'high',
};

/** JSON Schema of the settings: checks them when they are saved and becomes the settings form. */
export const SETTINGS_SCHEMA = {
  type: 'object',
  properties: {
    directory: {
      type: 'string',
      title: 'Folder',
      description: 'With the package.json; empty for the folder the host runs in.',
    },
    manager: {
      type: 'string',
      title: 'Package manager',
      oneOf: [
        { const: 'auto', title: 'The one of the lockfile' },
        ...MANAGER_NAMES.map((name) => ({ const: name, title: name })),
      ],
    },
    registry: {
      type: 'string',
      title: 'Registry',
      description: 'Empty for the one that the package manager is set to.',
      pattern: '^(https?://[^\\s]+)?$',
    },
    ignore_scripts: {
      type: 'boolean',
      title: 'Ignore install scripts',
      description: 'Updated packages run nothing while they are installed.',
    },
    timeout: { type: 'number', title: 'Time limit in seconds', exclusiveMinimum: 0, maximum: 86_400 },
    environment: {
      type: 'array',
      title: 'Variables passed on',
      description: 'Names, such as that of a token in .npmrc; PATH, HOME, proxies and the like are passed anyway.',
      items: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
    },
    fail_on: {
      type: 'string',
      title: 'Scheduled run fails at',
      description: 'The least severity of a known hole that makes it fail.',
      oneOf: [
        { const: 'info', title: 'Any known hole' },
        { const: 'low', title: 'Low' },
        { const: 'moderate', title: 'Moderate' },
        { const: 'high', title: 'High' },
        { const: 'critical', title: 'Critical' },
        { const: 'never', title: 'No hole makes it fail' },
      ],
    },
  },
};

type Stored = Readonly<Record<string, unknown>>;

/**
 * Settings as the actions use them.
 * @throws a non-retryable error naming the setting that is wrong
 */
export function readSettings(stored: Stored): NpmSettings {
  const { environment = [], timeout = DEFAULT_SETTINGS.timeout } = stored;
  if (!Array.isArray(environment)) throw inputError('Setting "environment" must be a list of names.');
  if (typeof timeout !== 'number' || !(timeout > 0)) throw inputError('Setting "timeout" must be a number above 0.');
  return {
    directory: textAt(stored, 'directory', ''),
    manager: oneOf(stored, 'manager', ['auto', ...MANAGER_NAMES], 'auto'),
    registry: textAt(stored, 'registry', ''),
    ignoreScripts: stored['ignore_scripts'] !== false,
    timeoutMs: Math.ceil(timeout * 1000),
    environment: environment.map(String),
    failOn: oneOf(stored, 'fail_on', [...SEVERITIES, 'never'], 'high'),
  };
}

function textAt(from: Stored, key: string, standard: string): string {
  const value = from[key] ?? standard;
  if (typeof value !== 'string') throw inputError(`Setting "${key}" must be text, got ${JSON.stringify(value)}.`);
  return value;
}

function oneOf<T extends string>(from: Stored, key: string, allowed: readonly T[], standard: T): T {
  const value = textAt(from, key, standard) as T;
  if (allowed.includes(value)) return value;
  throw inputError(`Setting "${key}" must be one of ${allowed.join(', ')}, got ${JSON.stringify(value)}.`);
}
