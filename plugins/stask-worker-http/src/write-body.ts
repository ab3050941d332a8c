import { open, type FileHandle } from 'node:fs/promises';
import type { Hash } from 'node:crypto';
import type { Readable } from 'node:stream';

export interface BodyTarget {
  readonly path: string;
  /** Where the first byte goes; what the file has behind it is cut off. */
  readonly start: number;
  readonly hash: Hash;
  /** Called with the size of the file so far, before the bytes are written; may throw. */
  readonly onBytes: (bytes: number) => void;
}

/** Writes a body to a file as it comes and resolves with the size of the file once the disk has it. */
export async function writeBody(body: Readable, { path, start, hash, onBytes }: BodyTarget): Promise<number> {
  const file = await open(path, start === 0 ? 'w' : 'r+');
  try {
    if (start > 0) await file.truncate(start);
    let bytes = start;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      onBytes(bytes + chunk.length);
      await writeAll(file, chunk, bytes);
      hash.update(chunk);
      bytes += chunk.length;
    }
    await sync(file);
    return bytes;
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' || (error as NodeJS.ErrnoException).code === 'EDQUOT'
      ? new Error(`The disk is full; what came so far is kept in "${path}" and a later run goes on from there.`, {
          cause: error,
        })
      : error;
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    written += (await file.write(chunk, written, chunk.length - written, position + written)).bytesWritten;
  }
}

/** A device has nothing to wait for. */
async function sync(file: FileHandle): Promise<void> {
  await file.sync().catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
  });
}
