import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { inputError } from './input-error.js';

export interface Checksum {
  readonly algorithm: string;
  /** Undefined when nobody gave one; it is told all the same. */
  readonly expected: Buffer | undefined;
}

/**
 * Reads `sha256:HEX` or `sha256-BASE64` (the form of subresource integrity), also with sha384 and sha512.
 * @throws a non-retryable error when it is neither, or of the wrong length
 */
export function readChecksum(text: string | undefined): Checksum {
  if (text === undefined) return { algorithm: 'sha256', expected: undefined };
  const [, algorithm = '', form, digest = ''] = /^(sha(?:256|384|512))([:-])(.+)$/.exec(text) ?? [];
  const expected = Buffer.from(digest, form === ':' ? 'hex' : 'base64');
  if (expected.length * 8 === Number(algorithm.slice(3))) return { algorithm, expected };
  throw inputError(`"${text.slice(0, 100)}" is no checksum; give sha256:HEX or sha256-BASE64 (also sha384, sha512).`);
}

/** A hash that has already seen the first part of the file. */
export async function hashOf(algorithm: string, file: string, bytes: number): Promise<Hash> {
  const hash = createHash(algorithm);
  if (bytes === 0) return hash;
  for await (const chunk of createReadStream(file, { end: bytes - 1 }) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash;
}
