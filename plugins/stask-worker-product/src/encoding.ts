import { Transform, type Readable } from 'node:stream';
import { createReadStream } from 'node:fs';

/** Encodings that a file may be said to have, by their names in the Encoding Standard. */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1257',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-15',
  'koi8-u',
] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** UTF-16 by its byte order mark, or without one by the zero bytes that Latin letters have in it; UTF-8 else. */
export function guessEncoding(start: Buffer): Encoding {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [at, byte] of start.entries()) if (byte === 0) zeros[at % 2]!++;
  const [even = 0, odd = 0] = zeros;
  const many = start.length / 4;
  if (odd > many && even === 0) return 'utf-16le';
  return even > many && odd === 0 ? 'utf-16be' : 'utf-8';
}

export function decode(bytes: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes);
}

/**
 * Bytes of a file as UTF-8, whatever encoding it has; an error of the file is one of the stream. Small chunks, since all
 * rows of one are in memory at once.
 */
export function utf8Stream(path: string, encoding: Encoding): Readable {
  const source = createReadStream(path, { highWaterMark: 16 * 1024 });
  if (encoding === 'utf-8') return source;
  const decoder = new TextDecoder(encoding);
  const recoded = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, decoder.decode(chunk, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
  source.on('error', (error) => recoded.destroy(error));
  recoded.on('close', () => source.destroy());
  return source.pipe(recoded);
}
