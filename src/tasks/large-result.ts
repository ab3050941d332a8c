import { messageOf } from '../errors.js';
import { storableText } from './describe-error.js';
import type { Ending } from './outcome.js';
import { storeResult } from './result-file.js';

/** Results beyond this go into a file, so that rows stay small. */
const MAX_ROW_BYTES = 256_000;
/** Without a file a result of up to this size still goes into the row. */
const MAX_FALLBACK_BYTES = 4_000_000;

/** Whether a result may be too big for the row: no text has more bytes than three for each of its characters. */
export const isLarge = (ending: Ending): boolean =>
  ending.kind === 'finished' && ending.resultJson !== null && ending.resultJson.length * 3 > MAX_ROW_BYTES;

/**
 * A result too big for the row becomes `{ "file": "<id>.json", "bytes": n }`, with its JSON in that file of the storage
 * folder. A folder that cannot be written never fails the task.
 */
export async function storeLargeResult(storagePath: string, id: number, ending: Ending): Promise<Ending> {
  if (ending.kind !== 'finished' || ending.resultJson === null) return ending;
  const bytes = Buffer.byteLength(ending.resultJson);
  if (bytes <= MAX_ROW_BYTES) return ending;
  try {
    return { ...ending, resultJson: JSON.stringify(await storeResult(storagePath, id, ending.resultJson)) };
  } catch (error) {
    if (bytes <= MAX_FALLBACK_BYTES) return ending;
    const note = `The result of ${bytes} bytes could not be stored: ${messageOf(error)}`;
    return { ...ending, resultJson: null, message: storableText(`${ending.message} ${note}`.trim(), 10_000) };
  }
}
