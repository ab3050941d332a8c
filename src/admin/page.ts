import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { PageConfig } from './api.js';
import { STASK_VERSION } from './version.js';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** Nothing but our own files; no script, style or connection from anywhere else. */
export const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly encoded: Map<string, Buffer>;
}

export interface Page {
  /** A built file by its path below the base; only what the build has made is ever looked up. */
  file(path: string, request: Request): Response | undefined;
  index(base: string, locale: string, request: Request): Response;
}

/** The built page, read once. */
export function openPage(folder: string = fileURLToPath(new URL('./ui/', import.meta.url))): Page {
  let files: Map<string, PageFile> | undefined;
  const all = (): Map<string, PageFile> => (files ??= readFiles(folder));
  return {
    file(path, request) {
      const name = path.slice(1);
      const file = name === 'index.html' ? undefined : all().get(name);
      if (file === undefined) return undefined;
      const forEver = name.startsWith('assets/');
      return encodedResponse(file, request, {
        'content-type': file.type,
        'cache-control': forEver ? 'private, max-age=31536000, immutable' : 'private, max-age=300',
        'content-security-policy': PAGE_POLICY,
      });
    },
    index(base, locale, request) {
      const built = all().get('index.html');
      const config: PageConfig = { base, version: STASK_VERSION, locale };
      const html = built === undefined ? NOT_BUILT : configured(built.bytes.toString('utf8'), config);
      const file = { type: TYPES['.html']!, bytes: Buffer.from(html), encoded: new Map() };
      return encodedResponse(file, request, {
        'content-type': file.type,
        'cache-control': 'no-store',
        'content-security-policy': PAGE_POLICY,
      });
    },
  };
}

function readFiles(folder: string): Map<string, PageFile> {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] !== undefined)
      .map((entry) => join(entry.parentPath, entry.name));
    return new Map(
      names.map((path) => [
        path
          .slice(folder.length)
          .replace(/^[\\/]/, '')
          .replaceAll('\\', '/'),
        { type: TYPES[extname(path)]!, bytes: readFileSync(path), encoded: new Map<string, Buffer>() },
      ]),
    );
  } catch {
    return new Map(); // the page was not built: its place says so
  }
}

/** Puts the base and the data block in the place of those the build has. */
function configured(html: string, config: PageConfig): string {
  const base = `<base href="${config.base}/">`;
  const data = JSON.stringify(config).replaceAll('<', String.raw`\u003c`);
  const block = `<script type="application/json" id="stask-config">${data}</script>`;
  const withoutOld = html
    .replace(/<base\b[^>]*>/i, '')
    .replace(/<script\b[^>]*id="stask-config"[^>]*>[\s\S]*?<\/script>/i, '');
  return withoutOld.replace(/<head([^>]*)>/i, (head) => `${head}${base}${block}`);
}

function encodedResponse(file: PageFile, request: Request, headers: Record<string, string>): Response {
  const accepted = request.headers.get('accept-encoding') ?? '';
  const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
  const small = file.bytes.length < 1_000 || file.type.startsWith('image/png') || file.type.startsWith('font/');
  if (encoding === undefined || small)
    return new Response(new Uint8Array(file.bytes), { headers: { ...headers, vary: 'Accept-Encoding' } });
  let bytes = file.encoded.get(encoding);
  if (bytes === undefined) file.encoded.set(encoding, (bytes = encode(file.bytes, encoding)));
  return new Response(new Uint8Array(bytes), {
    headers: { ...headers, vary: 'Accept-Encoding', 'content-encoding': encoding },
  });
}

function encode(bytes: Buffer, encoding: string): Buffer {
  if (encoding === 'gzip') return gzipSync(bytes);
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
}

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>sTask</title></head><body>
<h1>The page of the sTask admin is not built</h1>
<p>The JSON API under <code>api/v1</code> works. In a clone of the project run <code>npm run build:all</code>.</p>
</body></html>
`;
