import { Readable } from 'node:stream';

export function bodyOf(stream: Readable): ReadableStream {
  return Readable.toWeb(stream) as ReadableStream;
}

/** Headers of a file that is never shown by the browser itself, whatever is in it. */
export function attachment(name: string, bytes: number, type: string): Record<string, string> {
  const plain = name.replaceAll(/[^\w.\- ]/g, '_');
  return {
    'content-type': type,
    'content-length': String(Math.max(0, bytes)),
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
  };
}
