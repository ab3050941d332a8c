import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneLine, peek } from './thrown-text.js';

/** A module that was asked for and is not there. */
export interface MissingModule {
  /** Specifier or path, as the loader names it. */
  readonly wanted: string;
  /** File that asked, relative to the package when it is inside; `undefined` when the loader does not say. */
  readonly from: string | undefined;
}

/** What a thrown loader error says is missing, of `import`, `require` and Plug'n'Play; `undefined` for other errors. */
export function missingModuleOf(thrown: unknown, root: string): MissingModule | undefined {
  const code = peek(thrown, 'code');
  const message = peek(thrown, 'message');
  if (typeof message !== 'string' || (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND')) return undefined;
  const text = message.slice(0, 4_000);
  const [, wanted, importer] = /Cannot find (?:module|package) '([^']*)'(?: imported from (.*))?/.exec(text) ?? [];
  const { request, issuer } = (peek(thrown, 'data') ?? {}) as { request?: unknown; issuer?: unknown };
  const stack: unknown = peek(thrown, 'requireStack');
  const from = importer ?? (Array.isArray(stack) ? (stack[0] as unknown) : undefined) ?? issuer;
  return {
    wanted: oneLine(inPackage(wanted ?? (typeof request === 'string' ? request : text), root), 200),
    from: typeof from === 'string' ? oneLine(inPackage(from, root), 200) : undefined,
  };
}

function inPackage(pathOrUrl: string, root: string): string {
  const path = pathOrUrl.startsWith('file://') ? pathOfUrl(pathOrUrl) : pathOrUrl.replace(/^'|'$/g, '');
  return path.startsWith(root) ? relative(root, path).replaceAll('\\', '/') || path : path;
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url; // not a path of this system; shown as it is
  }
}
