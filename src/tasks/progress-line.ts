import { STATUS_TEXTS, type StatusText } from './task-state.js';

/** What is shown when the time left is not known. */
export const UNKNOWN_ETA = '—';

/** How far a task is: one line of its progress file. */
export interface ProgressSnapshot {
  readonly status: StatusText;
  /** Whole number, 0 to 100. */
  readonly progress: number;
  /** Items done; 0 when not known. */
  readonly processed: number;
  /** Items in all; 0 when not known. */
  readonly total: number;
  /** Time left in words, `—` when not known. */
  readonly eta: string;
  readonly message: string;
}

const MAX_MESSAGE_CHARACTERS = 10_000;
const MAX_ETA_CHARACTERS = 60;
const LINE = /^([a-z]+)\|(\d+)\|([\d.e+-]+)\|([\d.e+-]+)\|([^|]*)\|(.*)$/s;
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\\': '\\\\' };
const UNESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\\\': '\\' };

/**
 * `status|progress|processed|total|eta|message` and a newline. In the message, the last field, newline, carriage return
 * and backslash are written as `\n`, `\r` and `\\`.
 */
export function formatProgressLine({ status, progress, processed, total, eta, message }: ProgressSnapshot): string {
  const escaped = message.replace(/[\n\r\\]/g, (character) => ESCAPES[character]!);
  return `${status}|${progress}|${processed}|${total}|${eta}|${escaped}\n`;
}

/** The record of one line without its newline; undefined when the line is damaged. */
export function parseProgressLine(line: string): ProgressSnapshot | undefined {
  const [, word = '', percent, done, all, eta = '', escaped = ''] = LINE.exec(line) ?? [];
  const status = STATUS_TEXTS.find((known) => known === word);
  const [progress, processed, total] = [Number(percent), Number(done), Number(all)];
  if (status === undefined || progress > 100 || !isCount(processed) || !isCount(total)) return undefined;
  const message = escaped.replace(/\\[nr\\]/g, (pair) => UNESCAPES[pair]!);
  return { status, progress, processed, total, eta, message };
}

/** A number of items: finite and not negative. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** A message as it is stored: well-formed Unicode, and cut when it is longer than 10,000 characters, which it then says. */
export function storableMessage(message: string): string {
  const whole = wellFormed(message.slice(0, MAX_MESSAGE_CHARACTERS + 1));
  if (message.length <= MAX_MESSAGE_CHARACTERS) return whole;
  const note = `… (cut, ${message.length} characters)`;
  return wellFormed(message.slice(0, MAX_MESSAGE_CHARACTERS - note.length)) + note;
}

/** A given time left as it is stored: one short line without the separator; `—` when nothing is left of it. */
export function storableEta(eta: string): string {
  const text = wellFormed(eta.slice(0, MAX_ETA_CHARACTERS))
    .replace(/[|\\\s]+/g, ' ')
    .trim();
  return text === '' ? UNKNOWN_ETA : text;
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
