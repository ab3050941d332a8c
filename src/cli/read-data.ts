import type { JsonObject } from '../index.js';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { messageOf } from '../errors.js';
import { usageError } from './usage-error.js';

/**
 * Value of a `--data` flag: JSON text, `@FILE` (relative to the present folder), or `-` for stdin.
 * @throws STASK_USAGE naming the place where the JSON is wrong
 */
export async function readData(value: string): Promise<JsonObject> {
  const source = value === '-' ? 'stdin' : value.startsWith('@') ? value.slice(1) : '--data';
  const data = parseJson(await textOf(value), source);
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as JsonObject;
  throw usageError(`${source} must be a JSON object such as {"limit": 5}, got ${describe(data)}.`);
}

async function textOf(value: string): Promise<string> {
  if (value === '-') return text(process.stdin);
  if (!value.startsWith('@')) return value;
  const path = resolve(value.slice(1));
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw usageError(`--data ${value} cannot be read: ${messageOf(error)}.`, error);
  }
}

/** Parses JSON; a byte order mark is fine. @throws STASK_USAGE with line, column and what stands there */
export function parseJson(json: string, source: string): unknown {
  const content = json.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(content);
  } catch (error) {
    const at = positionOf(messageOf(error), content);
    throw usageError(`${source} is not valid JSON at ${placeOf(content, at)}.`, error);
  }
}

/** V8 names the position, except where the text ends too early or holds one wrong token only. */
function positionOf(message: string, content: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  return message.startsWith('Unexpected end') ? content.length : firstToken(content, message);
}

function firstToken(content: string, message: string): number {
  const token = /^Unexpected token '?(.)'?/u.exec(message)?.[1];
  return Math.max(0, token === undefined ? 0 : content.indexOf(token));
}

function placeOf(content: string, at: number): string {
  const before = content.slice(0, at).split('\n');
  const place = `position ${at} (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
  return at >= content.length
    ? `${place}: the text ends there`
    : `${place}: ${JSON.stringify(content.slice(at, at + 20))}`;
}

const describe = (value: unknown): string =>
  Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
