import { createReadStream } from 'node:fs';
import { inputError } from './input-error.js';

const MAX_LINE_CHARACTERS = 1_000_000;

/**
 * Lines of a UTF-8 file, one chunk of it in memory at a time; `bytesRead` is how far the file was read.
 * @throws a non-retryable error for a line of more than a million characters
 */
export async function* linesOf(path: string): AsyncGenerator<{ text: string; bytesRead: number }> {
  const source = createReadStream(path, { encoding: 'utf8' });
  let rest = '';
  for await (const chunk of source as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_CHARACTERS)
      throw inputError(
        `"${path}" has a line of more than ${MAX_LINE_CHARACTERS} characters; it is no list of JSON objects.`,
      );
    for (const text of lines) yield { text, bytesRead: source.bytesRead };
  }
  if (rest !== '') yield { text: rest, bytesRead: source.bytesRead };
}
