import { inputError } from './input-error.js';

/** What callers may add behind the fixed arguments: nothing, plain values, or any text. */
export const ARGUMENT_MODES = ['none', 'values', 'any'] as const;
export type ArgumentMode = (typeof ARGUMENT_MODES)[number];

/** What the admin allows for one entry. */
interface Rule {
  readonly name: string;
  readonly arguments: ArgumentMode;
  /** The caller has to repeat the name. */
  readonly confirm: boolean;
  /** Undefined takes the time limit of all entries. */
  readonly timeoutMs: number | undefined;
}

/** Scripts of the host's package.json whose name matches; `*` stands for any characters. */
export interface ScriptRule extends Rule {
  readonly kind: 'script';
}

export interface CommandRule extends Rule {
  readonly kind: 'command';
  readonly description: string;
  /** A name on the PATH, or a path relative to the directory. */
  readonly file: string;
  readonly args: readonly string[];
}

export interface ScriptSettings {
  readonly scripts: readonly ScriptRule[];
  readonly commands: readonly CommandRule[];
  /** Patterns of names that never run, whatever the other lists say. */
  readonly deny: readonly string[];
  /** Folder with the host's package.json; `''` for the folder the host runs in. */
  readonly directory: string;
  /** Names of variables that commands get besides the basic ones. */
  readonly environment: readonly string[];
  readonly timeoutMs: number;
  /** How long a command that was asked to stop has before it is killed. */
  readonly graceMs: number;
  /** Lines of output that go to the task's log; the rest is counted. */
  readonly logLines: number;
  readonly auditFile: string;
  /** Name of what the schedule runs. */
  readonly scheduled: string;
}

export const DEFAULT_SETTINGS = {
  scripts: [],
  commands: [],
  deny: [],
  directory: '',
  environment: [],
  timeout: 600,
  grace: 5,
  log_lines: 1000,
  audit_file: 'storage/script-audit.jsonl',
  scheduled: '',
};

const DAY_SECONDS = 86_400;
const NO_CONTROL = '^[^\\u0000-\\u001f\\u007f]*$';
const seconds = (title: string) => ({ type: 'number', title, exclusiveMinimum: 0, maximum: DAY_SECONDS });
const rule = {
  arguments: {
    type: 'string',
    title: 'Arguments from callers',
    oneOf: [
      { const: 'none', title: 'None' },
      { const: 'values', title: 'Plain values: letters, digits and . _ : = , + @ / -' },
      { const: 'any', title: 'Any text' },
    ],
    default: 'none',
  },
  confirm: { type: 'boolean', title: 'Ask to repeat the name', default: false },
  timeout: seconds('Time limit in seconds'),
};

/** JSON Schema of the settings: checks them when they are saved and becomes the settings form. */
export const SETTINGS_SCHEMA = {
  type: 'object',
  properties: {
    scripts: {
      type: 'array',
      title: 'npm scripts that may run',
      maxItems: 200,
      items: {
        type: 'object',
        required: ['name'],
        additionalProperties: false,
        properties: {
          name: {
            type: 'string',
            title: 'Name',
            description: 'As in package.json; * stands for any characters.',
            pattern: '^[\\w:.@/+*-]{1,128}$',
          },
          ...rule,
        },
      },
    },
    commands: {
      type: 'array',
      title: 'Commands that may run',
      maxItems: 200,
      items: {
        type: 'object',
        required: ['name', 'file'],
        additionalProperties: false,
        properties: {
          name: { type: 'string', title: 'Name', pattern: '^[\\w][\\w:.@/+-]{0,127}$' },
          description: { type: 'string', title: 'Description', maxLength: 300 },
          file: {
            type: 'string',
            title: 'Program',
            description: 'A name such as pg_dump, or a path relative to the directory. No shell reads it.',
            minLength: 1,
            pattern: NO_CONTROL,
          },
          args: {
            type: 'array',
            title: 'Fixed arguments',
            items: { type: 'string', pattern: NO_CONTROL },
            maxItems: 100,
          },
          ...rule,
        },
      },
    },
    deny: {
      type: 'array',
      title: 'Never run',
      description: 'Names or patterns such as *:production; they win over the lists above.',
      items: { type: 'string', pattern: '^[\\w:.@/+*-]{1,128}$' },
    },
    directory: {
      type: 'string',
      title: 'Folder',
      description: "With the host's package.json; empty for the folder the host runs in.",
    },
    environment: {
      type: 'array',
      title: 'Variables passed on',
      description: 'Names; commands get these and PATH, HOME, LANG and the like, nothing else of the environment.',
      items: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
    },
    timeout: seconds('Time limit in seconds'),
    grace: {
      type: 'number',
      title: 'Seconds to stop',
      description: 'What was asked to stop and still runs after this is killed.',
      minimum: 0,
      maximum: 60,
    },
    log_lines: { type: 'integer', title: 'Lines of output in the log', minimum: 0, maximum: 100_000 },
    audit_file: {
      type: 'string',
      title: 'Audit file',
      description: 'Gets a JSON line for each start, end and refusal.',
      minLength: 1,
    },
    scheduled: { type: 'string', title: 'What the schedule runs', description: 'The name of a script or command.' },
  },
};

type Stored = Readonly<Record<string, unknown>>;

/**
 * Settings as the actions use them.
 * @throws a non-retryable error naming the setting that is wrong
 */
export function readSettings(stored: Stored): ScriptSettings {
  return {
    scripts: objectsAt(stored, 'scripts').map((entry) => ({ kind: 'script', ...ruleOf(entry, 'scripts') })),
    commands: objectsAt(stored, 'commands').map((entry) => ({
      kind: 'command',
      ...ruleOf(entry, 'commands'),
      description: textAt(entry, 'description'),
      file: textAt(entry, 'file'),
      args: textsAt(entry, 'args'),
    })),
    deny: textsAt(stored, 'deny'),
    directory: textAt(stored, 'directory'),
    environment: textsAt(stored, 'environment'),
    timeoutMs: secondsAt(stored, 'timeout') ?? DEFAULT_SETTINGS.timeout * 1000,
    graceMs: secondsAt(stored, 'grace') ?? DEFAULT_SETTINGS.grace * 1000,
    logLines: (secondsAt(stored, 'log_lines') ?? DEFAULT_SETTINGS.log_lines * 1000) / 1000,
    auditFile: textAt(stored, 'audit_file') || DEFAULT_SETTINGS.audit_file,
    scheduled: textAt(stored, 'scheduled'),
  };
}

function ruleOf(entry: Stored, list: string): Rule {
  const name = textAt(entry, 'name');
  if (name === '') throw inputError(`Setting "${list}" has an entry without name: ${JSON.stringify(entry)}.`);
  const mode = entry['arguments'] ?? 'none';
  if (!ARGUMENT_MODES.includes(mode as ArgumentMode)) {
    throw inputError(`"arguments" of "${name}" must be ${ARGUMENT_MODES.join(', ')}, got ${JSON.stringify(mode)}.`);
  }
  return {
    name,
    arguments: mode as ArgumentMode,
    confirm: entry['confirm'] === true,
    timeoutMs: secondsAt(entry, 'timeout'),
  };
}

function textAt(from: Stored, key: string): string {
  const value = from[key] ?? '';
  if (typeof value !== 'string') throw inputError(`Setting "${key}" must be text, got ${JSON.stringify(value)}.`);
  return value;
}

function textsAt(from: Stored, key: string): string[] {
  const value = from[key] ?? [];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw inputError(`Setting "${key}" must be a list of texts, got ${JSON.stringify(value)}.`);
}

function objectsAt(from: Stored, key: string): Stored[] {
  const value = from[key] ?? [];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null)) {
    return value as Stored[];
  }
  throw inputError(`Setting "${key}" must be a list of objects, got ${JSON.stringify(value)}.`);
}

/** Milliseconds of a setting in seconds. */
function secondsAt(from: Stored, key: string): number | undefined {
  const value = from[key] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= 0 && value <= 100_000) return Math.ceil(value * 1000);
  throw inputError(`Setting "${key}" must be a number from 0, got ${JSON.stringify(value)}.`);
}
