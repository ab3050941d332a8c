import type { Manager } from './manager.js';
import type { ManagerAnswer } from './run-manager.js';

export type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * The JSON object that npm or pnpm printed, whatever stands before it.
 * @throws an error with the package manager's own words when it failed
 */
export function objectIn({ stdout, exitCode }: ManagerAnswer, { label }: Manager, asked: string): JsonRecord {
  const text = stdout.slice(Math.max(stdout.search(/^\{/m), 0)).trim();
  const value = text === '' && exitCode === 0 ? {} : parsed(text);
  if (value === undefined) throw new Error(`${label} ${asked} ended with code ${exitCode} and no answer; see the log.`);
  const { error, message } = value;
  if (error === undefined) return value;
  const { summary, message: detail, code } = recordOf(error);
  const words = [summary, detail, message, code].map(textOf).find((each) => each !== '');
  throw new Error(`${label} ${asked} failed: ${words ?? 'see the log'}`);
}

/**
 * The JSON lines that yarn printed.
 * @throws an error with yarn's own words when one of them is an error
 */
export function linesIn({ stdout, exitCode }: ManagerAnswer, { label }: Manager, asked: string): JsonRecord[] {
  const lines = stdout
    .split('\n')
    .map(parsed)
    .filter((line) => line !== undefined);
  const failed = lines.find(({ type }) => type === 'error');
  if (failed === undefined) return lines;
  throw new Error(`${label} ${asked} failed with code ${exitCode}: ${String(failed['data']).split('\n', 1)[0]}`);
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
