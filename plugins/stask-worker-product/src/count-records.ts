import { open } from 'node:fs/promises';
import type { InputFile } from './files.js';
import { utf8Stream } from './encoding.js';

const CHUNK_BYTES = 64 * 1024;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Records of a CSV file, header included, without parsing it: line ends outside of quotes, empty lines left out. */
export async function countRecords(input: InputFile, signal: AbortSignal): Promise<number> {
  let records = 0;
  let quoted = false;
  let hasText = false;
  const chunks: AsyncIterable<Buffer> =
    input.encoding === 'utf-8' ? bytesOf(input) : utf8Stream(input.path, input.encoding);
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    for (const byte of chunk) {
      if (byte === QUOTE) quoted = !quoted;
      const ends = !quoted && (byte === LINE_FEED || byte === CARRIAGE_RETURN);
      if (ends && hasText) records++;
      if (ends) hasText = false;
      else hasText = true;
    }
  }
  return hasText ? records + 1 : records;
}

/** One buffer for all of a file: a new one for each chunk makes the peak of the whole import, not its rows. */
async function* bytesOf({ path }: InputFile): AsyncGenerator<Buffer> {
  const file = await open(path);
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    let { bytesRead } = await file.read(buffer, 0, buffer.length);
    while (bytesRead > 0) {
      yield buffer.subarray(0, bytesRead);
      ({ bytesRead } = await file.read(buffer, 0, buffer.length));
    }
  } finally {
    await file.close();
  }
}
