import { inputError } from './input-error.js';
import { SCHEDULED_MAIL, type SendOptions } from './options.js';

export type Security = 'starttls' | 'tls' | 'none';

export interface MailSettings {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly user: string;
  readonly password: string;
  readonly from: string;
  readonly replyTo: string;
  /** Mails started in one minute; 0 for no limit. */
  readonly perMinute: number;
  readonly timeoutMs: number;
  /** How often a recipient whose server says "later" is tried. */
  readonly tries: number;
  readonly retryMs: number;
  /** Folder that files of recipients must lie in; `''` for any folder this process may use. */
  readonly directory: string;
  /** PEM file with certificates to trust besides those of Node; `''` for none. */
  readonly caFile: string;
  /** Folders that attachments may come from, besides the uploads. */
  readonly attachmentFolders: readonly string[];
  /** Most bytes of all attachments of one mail. */
  readonly attachmentBytes: number;
}

export const DEFAULT_SETTINGS = {
  host: '',
  port: 587,
  security: 'starttls',
  user: '',
  password: '',
  from: '',
  reply_to: '',
  per_minute: 60,
  timeout: 60,
  tries: 5,
  retry_minutes: 15,
  directory: '',
  ca_file: '',
  attachment_folders: [],
  attachments_mb: 10,
  scheduled: {},
};

const oneLine = '^[^\\r\\n]*$';

/** JSON Schema of the settings: checks them when they are saved and becomes the settings form. */
export const SETTINGS_SCHEMA = {
  type: 'object',
  properties: {
    host: { type: 'string', title: 'SMTP server', pattern: '^[^\\s/]*$' },
    port: { type: 'integer', title: 'Port', minimum: 1, maximum: 65_535 },
    security: {
      type: 'string',
      title: 'Encryption',
      oneOf: [
        { const: 'starttls', title: 'STARTTLS (port 587)' },
        { const: 'tls', title: 'TLS (port 465)' },
        { const: 'none', title: 'None (only for a server on this machine)' },
      ],
    },
    user: { type: 'string', title: 'User' },
    password: { type: 'string', title: 'Password', format: 'password', writeOnly: true },
    from: { type: 'string', title: 'Sender', description: 'Such as Shop <news@shop.example>.', pattern: oneLine },
    reply_to: { type: 'string', title: 'Answers go to', pattern: oneLine },
    per_minute: {
      type: 'integer',
      title: 'Mails a minute',
      description: '0 for no limit.',
      minimum: 0,
      maximum: 60_000,
    },
    timeout: { type: 'integer', title: 'Time limit of the server in seconds', minimum: 1, maximum: 3600 },
    tries: { type: 'integer', title: 'Tries when a server says "later"', minimum: 1, maximum: 100 },
    retry_minutes: { type: 'integer', title: 'Minutes between tries', minimum: 1, maximum: 1440 },
    directory: {
      type: 'string',
      title: 'Folder for files',
      description: 'When set, files of recipients must lie inside it, uploads excepted; relative names start there.',
    },
    ca_file: {
      type: 'string',
      title: 'File of trusted certificates',
      description: 'In PEM form, for a server whose certificate is signed by an authority of your own.',
    },
    attachment_folders: {
      type: 'array',
      title: 'Folders for attachments',
      description: 'Attachments must lie inside one of them, uploads excepted; relative names start in the first.',
      items: { type: 'string', minLength: 1 },
      maxItems: 50,
    },
    attachments_mb: {
      type: 'integer',
      title: 'Most MB of attachments',
      description: 'Of one mail, all of them together.',
      minimum: 0,
      maximum: 100,
    },
    scheduled: SCHEDULED_MAIL,
  },
};

/**
 * Settings as the actions use them: types checked, units in the names.
 * @throws a non-retryable error naming the setting that is missing or wrong
 */
export function readSettings(stored: Readonly<Record<string, unknown>>): MailSettings {
  const settings = {
    host: textAt(stored, 'host'),
    port: wholeNumberAt(stored, 'port', 1, 65_535),
    security: securityAt(stored),
    user: textAt(stored, 'user'),
    password: textAt(stored, 'password'),
    from: textAt(stored, 'from'),
    replyTo: textAt(stored, 'reply_to'),
    perMinute: wholeNumberAt(stored, 'per_minute', 0, 60_000),
    timeoutMs: wholeNumberAt(stored, 'timeout', 1, 3600) * 1000,
    tries: wholeNumberAt(stored, 'tries', 1, 100),
    retryMs: wholeNumberAt(stored, 'retry_minutes', 1, 1440) * 60_000,
    directory: textAt(stored, 'directory'),
    caFile: textAt(stored, 'ca_file'),
    attachmentFolders: foldersAt(stored, 'attachment_folders'),
    attachmentBytes: wholeNumberAt(stored, 'attachments_mb', 0, 100) * 1_000_000,
  };
  if (settings.security === 'none' && settings.password !== '' && !isThisMachine(settings.host)) {
    throw inputError(
      `The password would go to ${settings.host} unencrypted. Set security to starttls or tls: \`stask settings mail --set security=starttls\`.`,
    );
  }
  return settings;
}

/**
 * The mail that a schedule sends.
 * @throws a non-retryable error when the setting does not say what to send to whom
 */
export function readScheduled(stored: Readonly<Record<string, unknown>>): SendOptions {
  const { scheduled } = stored;
  const { subject, file } = (typeof scheduled === 'object' && scheduled !== null ? scheduled : {}) as SendOptions;
  const missing = [subject === undefined && 'scheduled.subject', file === undefined && 'scheduled.file'].filter(
    Boolean,
  );
  if (missing.length === 0) return scheduled as SendOptions;
  throw inputError(
    `The schedule has no mail to send: set ${missing.join(' and ')}, such as \`stask settings mail --set scheduled.subject=News\`.`,
  );
}

function securityAt(from: Readonly<Record<string, unknown>>): Security {
  const value = from['security'] ?? DEFAULT_SETTINGS.security;
  if (value === 'starttls' || value === 'tls' || value === 'none') return value;
  throw inputError(`Setting "security" must be starttls, tls or none, got ${JSON.stringify(value)}.`);
}

function textAt(from: Readonly<Record<string, unknown>>, key: string): string {
  const value = from[key] ?? '';
  if (typeof value !== 'string') throw inputError(`Setting "${key}" must be text, got ${JSON.stringify(value)}.`);
  return key === 'password' ? value : value.trim();
}

/** An empty name would be the folder that the host runs in, which nobody asked for. */
function foldersAt(from: Readonly<Record<string, unknown>>, key: string): string[] {
  const value = from[key] ?? [];
  if (Array.isArray(value) && value.every((each) => typeof each === 'string' && each.trim() !== ''))
    return value as string[];
  throw inputError(`Setting "${key}" must be a list of folders, got ${JSON.stringify(value)}.`);
}

function wholeNumberAt(
  from: Readonly<Record<string, unknown>>,
  key: keyof typeof DEFAULT_SETTINGS,
  min: number,
  max: number,
): number {
  const value = from[key] ?? DEFAULT_SETTINGS[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw inputError(`Setting "${key}" must be a whole number from ${min} to ${max}, got ${JSON.stringify(value)}.`);
  }
  return value;
}

function isThisMachine(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host);
}
