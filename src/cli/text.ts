import { stripVTControlCharacters } from 'node:util';
import measure from 'fast-string-truncated-width';

/** C0 and C1 controls, and the marks that turn text around: foreign text must not steer the terminal. */
// oxlint-disable-next-line no-control-regex -- these characters are what it looks for
const CONTROLS = /[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]+/g;

/** Text of workers, packages and users made safe for one line of a terminal. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROLS, ' ').trim();
}

/** Columns a text takes in a terminal; wide characters and emoji take two, colour codes none. */
export function widthOf(text: string): number {
  return measure(text).width;
}

/** Cuts to `columns`, with an ellipsis where something was left out; never inside a wide character. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  const { index } = measure(text, { limit: Math.max(0, columns - 1) });
  const kept = text.slice(0, index);
  if (columns < 1) return '';
  return widthOf(kept) < columns ? `${kept}…` : '…'; // the first character alone may be too wide
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - widthOf(text))) + text;
}

/** `1 worker`, `2 workers`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Said at the first Ctrl-C of a command that executes tasks. */
export const stoppingText = (running: number): string =>
  `Stopping, ${count(running, 'task')} running. Press Ctrl-C again to leave at once.`;
