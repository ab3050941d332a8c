import type { FileHandle } from 'node:fs/promises';
import { openForRead } from './task-file.js';

const CHUNK_BYTES = 16 * 1024;
const MAX_CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** A line of a file; `complete` is false for a last one that no newline ends, which may be torn. */
export interface Line {
  readonly text: string;
  readonly complete: boolean;
}

/**
 * Lines of a file from the last to the first, read backwards in pieces: taking the last few costs the same however
 * long the file is. Nothing for a missing file. Empty lines are left out.
 */
export async function* linesFromEnd(path: string): AsyncGenerator<Line> {
  const handle = await openForRead(path);
  if (handle === undefined) return;
  try {
    let position = (await handle.stat()).size;
    let chunkBytes = CHUNK_BYTES;
    let pieces: Buffer[] = []; // of the line that the pieces read so far begin in the middle of
    let complete = false;
    while (position > 0) {
      const start = Math.max(0, position - chunkBytes);
      const chunk = await readFully(handle, start, position - start);
      let end = chunk.length;
      for (let at = chunk.lastIndexOf(NEWLINE); at !== -1; at = at > 0 ? chunk.lastIndexOf(NEWLINE, at - 1) : -1) {
        const text = textOf([chunk.subarray(at + 1, end), ...pieces]);
        if (text !== '') yield { text, complete };
        pieces = [];
        complete = true;
        end = at;
      }
      pieces.unshift(chunk.subarray(0, end));
      position = start;
      chunkBytes = Math.min(chunkBytes * 4, MAX_CHUNK_BYTES); // a long line needs few reads, a short one a small read
    }
    const text = textOf(pieces);
    if (text !== '') yield { text, complete };
  } finally {
    await handle.close();
  }
}

/** Lines of a file from the first to the last, from a byte on; nothing for a missing file. Empty lines are left out. */
export async function* linesFromStart(path: string): AsyncGenerator<Line> {
  const handle = await openForRead(path);
  if (handle === undefined) return;
  try {
    const pieces: Buffer[] = [];
    for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 })) {
      const bytes = chunk as Buffer;
      let start = 0;
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, start)) {
        const text = textOf([...pieces.splice(0), bytes.subarray(start, at)]);
        if (text !== '') yield { text, complete: true };
        start = at + 1;
      }
      pieces.push(bytes.subarray(start));
    }
    const text = textOf(pieces);
    if (text !== '') yield { text, complete: false };
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
