import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { messageOf } from '../errors.js';

/** Larger files are not parsed; the longest published `package.json` files are a tenth of this. */
export const MAX_PACKAGE_FILE_BYTES = 1_048_576;

/** What reading one `package.json` gave. */
export type PackageFile =
  /** Read, and the word `"stask"` is not in it. */
  | { readonly kind: 'plain' }
  /** Read, and worth parsing. */
  | { readonly kind: 'text'; readonly text: string }
  /** No such file. */
  | { readonly kind: 'absent' }
  /** Mentions `"stask"` and is larger than {@link MAX_PACKAGE_FILE_BYTES}. */
  | { readonly kind: 'too-big' }
  /** Empty or without its closing brace, as while it is being written. */
  | { readonly kind: 'cut-short' }
  /** Not a readable regular file. */
  | { readonly kind: 'unreadable'; readonly detail: string };

const PLAIN: PackageFile = { kind: 'plain' };
const ABSENT: PackageFile = { kind: 'absent' };
const CUT_SHORT: PackageFile = { kind: 'cut-short' };
const TOO_BIG: PackageFile = { kind: 'too-big' };

const WORD = Buffer.from('"stask"');
const ANYTHING = Buffer.from('{');
/** A FIFO or device must not block the scan, a terminal must not become ours. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
/** One buffer for all reads: they are synchronous, so it is never used twice at a time. */
const chunk = Buffer.allocUnsafe(65_536);

/**
 * Reads a `package.json` with three system calls, and makes text of it only when it mentions `"stask"`.
 * Never throws; holds one descriptor while it runs.
 */
export function readPackageFile(file: string, word: Buffer = WORD): PackageFile {
  let descriptor: number;
  try {
    descriptor = openSync(file, OPEN_FLAGS);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' ? ABSENT : { kind: 'unreadable', detail: messageOf(error) };
  }
  try {
    return readOpened(descriptor, word);
  } catch (error) {
    return { kind: 'unreadable', detail: messageOf(error) };
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a `package.json` whatever it mentions; `undefined` when it cannot be had. */
export function readPackageFileText(file: string): string | undefined {
  const read = readPackageFile(file, ANYTHING);
  return read.kind === 'text' ? read.text : undefined;
}

function readOpened(descriptor: number, word: Buffer): PackageFile {
  const length = readSync(descriptor, chunk, 0, chunk.length, null);
  if (length > chunk.length - word.length) return readLong(descriptor, word, length);
  if (length === 0 && !fstatSync(descriptor).isFile()) return { kind: 'unreadable', detail: 'not a regular file' };
  chunk.set(word, length); // stops the search at the end of what was read, cheaper than cutting the buffer
  if (chunk.indexOf(word) < length) return { kind: 'text', text: chunk.toString('utf8', 0, length) };
  return endsObject(chunk, length) ? PLAIN : CUT_SHORT;
}

function readLong(descriptor: number, word: Buffer, begun: number): PackageFile {
  const whole = Buffer.allocUnsafe(MAX_PACKAGE_FILE_BYTES);
  chunk.copy(whole, 0, 0, begun);
  let length = begun;
  for (;;) {
    const read = readSync(descriptor, whole, length, whole.length - length, null);
    if (read === 0) break;
    length += read;
    if (length === whole.length) return whole.includes(word) || restMentionsWord(descriptor) ? TOO_BIG : PLAIN;
  }
  if (whole.subarray(0, length).includes(word)) return { kind: 'text', text: whole.toString('utf8', 0, length) };
  return endsObject(whole, length) ? PLAIN : CUT_SHORT;
}

/** Looks through the rest of a huge file in the one buffer; what never ends counts as mentioning it. */
function restMentionsWord(descriptor: number): boolean {
  const overlap = WORD.length - 1;
  chunk.fill(0, 0, overlap);
  for (let rounds = 0; rounds < 4_096; rounds++) {
    const read = readSync(descriptor, chunk, overlap, chunk.length - overlap, null);
    if (read === 0) return false;
    if (chunk.subarray(0, overlap + read).includes(WORD)) return true;
    chunk.copyWithin(0, read, read + overlap);
  }
  return true;
}

function endsObject(bytes: Buffer, length: number): boolean {
  let last = length - 1;
  while (last >= 0 && isSpace(bytes[last])) last--;
  return bytes[last] === 0x7d;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
