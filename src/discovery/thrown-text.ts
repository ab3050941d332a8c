import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const MESSAGE_LIMIT = 500;
const STACK_LIMIT = 20_000;
const PLACE = /^(.+?)(?:\?[^:]*)?((?::\d+){1,2})\)?$/;

/** Reads a property of something foreign; a getter or a proxy that throws gives `undefined`. */
export function peek(value: unknown, key: PropertyKey): unknown {
  try {
    return (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  } catch {
    return undefined; // a property that cannot be read has no value for a report
  }
}

/**
 * One line about anything thrown: `TypeError: x is not a function (dist/mail.js:3:9)`, at most 500 characters of message.
 * Survives every value: null, proxies, getters that throw, endless messages.
 *
 * @param root folder of the package; the first stack line inside it is named as the place
 */
export function describeThrown(thrown: unknown, root: string): string {
  if (thrown === null || (typeof thrown !== 'object' && typeof thrown !== 'function')) {
    return `threw ${typeof thrown === 'string' ? `"${oneLine(thrown)}"` : textOf(thrown)}`;
  }
  const message = peek(thrown, 'message');
  if (typeof message !== 'string')
    return `threw ${isProbablyError(thrown) ? 'an error' : 'an object'} without a message`;
  const name = peek(thrown, 'name');
  const place = placeIn(root, peek(thrown, 'stack'));
  const label = typeof name === 'string' && name !== '' ? oneLine(name, 60) : 'Error';
  return `${label}: ${oneLine(message) || 'no message'}${place === undefined ? '' : ` (${place})`}`;
}

/** One printable line of at most `limit` characters: control characters become spaces, the rest is cut with `…`. */
export function oneLine(text: string, limit = MESSAGE_LIMIT): string {
  const line = text
    .slice(0, 4 * limit)
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length > limit || text.length > 4 * limit ? `${characters.slice(0, limit).join('')}…` : line;
}

/** The first place of a stack inside `root`, relative to it: `dist/mail.js:3:9`. */
export function placeIn(root: string, stack: unknown): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const folders = [root + sep, `${pathToFileURL(root).href}/`];
  for (const line of stack.slice(0, STACK_LIMIT).split('\n')) {
    for (const folder of folders) {
      const start = line.indexOf(folder);
      const [, file, position] = (start >= 0 && PLACE.exec(line.slice(start + folder.length))) || [];
      if (file !== undefined) return oneLine(`${decode(file)}${position}`.replaceAll('\\', '/'), 200);
    }
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a plain path with a `%` in it
  }
}

function textOf(value: unknown): string {
  return typeof value === 'symbol' ? 'a symbol' : oneLine(String(value));
}

function isProbablyError(value: object): boolean {
  return typeof peek(value, 'stack') === 'string';
}
