import type { FileHandle } from 'node:fs/promises';
import { openForRead } from './task-file.js';

const CHUNK_BYTES = 16 * 1024;
const MAX_CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** A line of a file; `complete` is false for a last one that no newline ends, which may be torn. */
export interface Line {
  readonly text: string;
  readonly complete: boolean;
  /** First byte of the line in the file, and the first after it and its newline. */
  readonly start: number;
  readonly end: number;
}

/**
 * Lines of a file from the last to the first, read backwards in pieces: taking the last few costs the same however
 * long the file is. Nothing for a missing file. Empty lines are left out.
 *
 * @param before only lines in front of this byte
 */
export async function* linesFromEnd(path: string, before = Infinity): AsyncGenerator<Line> {
  const handle = await openForRead(path);
  if (handle === undefined) return;
  try {
    let position = Math.min((await handle.stat()).size, before);
    let chunkBytes = CHUNK_BYTES;
    let pieces: Buffer[] = []; // of the line in whose middle the pieces read so far begin
    let end = position;
    let complete = false;
    while (position > 0) {
      const start = Math.max(0, position - chunkBytes);
      const chunk = await readFully(handle, start, position - start);
      let cut = chunk.length;
      for (let at = chunk.lastIndexOf(NEWLINE); at !== -1; at = at > 0 ? chunk.lastIndexOf(NEWLINE, at - 1) : -1) {
        const text = textOf([chunk.subarray(at + 1, cut), ...pieces]);
        if (text !== '') yield { text, complete, start: start + at + 1, end };
        pieces = [];
        complete = true;
        cut = at;
        end = start + at + 1;
      }
      pieces.unshift(chunk.subarray(0, cut));
      position = start;
      chunkBytes = Math.min(chunkBytes * 4, MAX_CHUNK_BYTES); // a long line needs few reads, a short one a small read
    }
    const text = textOf(pieces);
    if (text !== '') yield { text, complete, start: 0, end };
  } finally {
    await handle.close();
  }
}

/** Lines of a file from byte `from` to the end; nothing for a missing file. Empty lines are left out. */
export async function* linesFromStart(path: string, from = 0): AsyncGenerator<Line> {
  const handle = await openForRead(path);
  if (handle === undefined) return;
  try {
    const pieces: Buffer[] = [];
    let start = from;
    let position = from;
    for await (const chunk of handle.createReadStream({
      start: from,
      autoClose: false,
      highWaterMark: CHUNK_BYTES * 16,
    })) {
      const bytes = chunk as Buffer;
      let cut = 0;
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, cut)) {
        const text = textOf([...pieces.splice(0), bytes.subarray(cut, at)]);
        const end = position + at + 1;
        if (text !== '') yield { text, complete: true, start, end };
        start = end;
        cut = at + 1;
      }
      pieces.push(bytes.subarray(cut));
      position += bytes.length;
    }
    const text = textOf(pieces);
    if (text !== '') yield { text, complete: false, start, end: position };
  } finally {
    await handle.close();
  }
}

function textOf(pieces: readonly Buffer[]): string {
  return (pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)).toString();
}

/** Less than asked only when the file became shorter meanwhile. */
async function readFully(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
