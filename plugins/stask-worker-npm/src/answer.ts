import type { Manager } from './manager.js';
import type { ManagerAnswer } from './run-manager.js';

export type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * The JSON object that npm or pnpm printed, whatever stands before it.
 * @throws an error with the package manager's own words when it failed
 */
export function objectIn(answer: ManagerAnswer, manager: Manager, asked: string): JsonRecord {
  const { stdout, exitCode } = answer;
  const text = stdout.slice(Math.max(stdout.search(/^\{/m), 0)).trim();
  const value = text === '' && exitCode === 0 ? {} : parsed(text);
  if (value === undefined) throw noAnswer(manager, asked, answer);
  const { error, message } = value;
  if (error === undefined) return value;
  const { summary, message: detail, code } = recordOf(error);
  const words = [summary, detail, message, code].map(textOf).find((each) => each !== '');
  throw new Error(`${manager.label} ${asked} failed: ${words ?? 'see the log'}`);
}

/** The JSON lines that yarn printed; what it says for people is left out. */
export function linesIn({ stdout }: ManagerAnswer): JsonRecord[] {
  return stdout
    .split('\n')
    .map(parsed)
    .filter((line) => line !== undefined);
}

/** For an answer that lacks what it has to have: nothing found must not look like nothing there. */
export function noAnswer({ label }: Manager, asked: string, { exitCode }: ManagerAnswer): Error {
  return new Error(`${label} ${asked} ended with code ${exitCode} and no answer; see the log.`);
}

export function recordOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null ? (value as JsonRecord) : {};
}

export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function parsed(text: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
  } catch {
    return undefined; // a line for people
  }
}
