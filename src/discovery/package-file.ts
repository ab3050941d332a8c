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

/** What a file has to mention to be worth parsing. */
export interface Word {
  readonly bytes: Buffer;
  readonly end: Buffer;
}

const STASK = wordOf('"stask"');
/** Every JSON object mentions this. */
export const ANY_OBJECT = wordOf('{');

function wordOf(text: string): Word {
  const bytes = Buffer.from(text);
  return { bytes, end: bytes.subarray(-2) };
}

/** A FIFO or device must not block the scan, a terminal must not become ours. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
/** One buffer for all reads: they are synchronous, so it is never used twice at a time. */
const chunk = Buffer.allocUnsafe(65_536);

/**
 * Reads a `package.json` with three system calls, and makes text of it only when it mentions `"stask"`.
 * Never throws; holds one descriptor while it runs.
 */
export function readPackageFile(file: string, word = STASK): PackageFile {
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
  const read = readPackageFile(file, ANY_OBJECT);
  return read.kind === 'text' ? read.text : undefined;
}

function readOpened(descriptor: number, word: Word): PackageFile {
  const length = readSync(descriptor, chunk, 0, chunk.length, null);
  if (length > chunk.length - word.end.length) return readLong(descriptor, word, length);
  if (length === 0 && !fstatSync(descriptor).isFile()) return { kind: 'unreadable', detail: 'not a regular file' };
  if (mentions(word, length)) return { kind: 'text', text: chunk.toString('utf8', 0, length) };
  return endsObject(chunk, length) ? PLAIN : CUT_SHORT;
}

/**
 * Whether the word is in the first `length` bytes of the chunk. Looks for its last two bytes, of which there are few:
 * a search for its first one stops at every quote, and takes six times as long.
 */
function mentions({ bytes, end }: Word, length: number): boolean {
  chunk.set(end, length); // stops the search after what was read, cheaper than cutting the buffer
  const before = bytes.length - end.length;
  for (let at = chunk.indexOf(end, before); at < length; at = chunk.indexOf(end, at + 1))
    if (bytes.equals(chunk.subarray(at - before, at + end.length))) return true;
  return false;
}

function readLong(descriptor: number, word: Word, begun: number): PackageFile {
  const whole = Buffer.allocUnsafe(MAX_PACKAGE_FILE_BYTES);
  chunk.copy(whole, 0, 0, begun);
  let length = begun;
  for (;;) {
    const read = readSync(descriptor, whole, length, whole.length - length, null);
    if (read === 0) break;
    length += read;
    if (length === whole.length) return whole.includes(word.bytes) || restMentionsWord(descriptor) ? TOO_BIG : PLAIN;
  }
  if (whole.subarray(0, length).includes(word.bytes)) return { kind: 'text', text: whole.toString('utf8', 0, length) };
  return endsObject(whole, length) ? PLAIN : CUT_SHORT;
}

/** Looks through the rest of a huge file in the one buffer; what never ends counts as mentioning it. */
function restMentionsWord(descriptor: number): boolean {
  const overlap = STASK.bytes.length - 1;
  chunk.fill(0, 0, overlap);
  for (let rounds = 0; rounds < 4_096; rounds++) {
    const read = readSync(descriptor, chunk, overlap, chunk.length - overlap, null);
    if (read === 0) return false;
    if (chunk.subarray(0, overlap + read).includes(STASK.bytes)) return true;
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
