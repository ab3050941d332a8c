import type { InputFile } from './files.js';
import { utf8Stream } from './encoding.js';

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Records of a CSV file, header included, without parsing it: line ends outside of quotes, empty lines left out. */
export async function countRecords({ path, encoding }: InputFile, signal: AbortSignal): Promise<number> {
  let records = 0;
  let quoted = false;
  let hasText = false;
  for await (const chunk of utf8Stream(path, encoding, 256 * 1024) as AsyncIterable<Buffer>) {
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
