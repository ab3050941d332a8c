import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { isIdentifier } from '../worker/check-author-input.js';
import { splitWords } from '../worker/action-name.js';

const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const MAX_LENGTH = 214;

/** What is wrong with the name of a new package; `undefined` when npm takes it. */
export function problemOfName(name: string): string | undefined {
  const bare = folderOf(name);
  if (name.length > MAX_LENGTH) return `it has ${name.length} characters, at most ${MAX_LENGTH} are allowed`;
  if (!PACKAGE_NAME.test(name)) return 'use lower-case letters, digits, "-", "_" and ".", as in "stask-worker-mail"';
  if (builtinModules.includes(bare) || ['node_modules', 'favicon.ico', 'stask'].includes(bare)) return 'it is reserved';
  return undefined;
}

/** Why no package can be made in a folder; `undefined` when it is free. */
export function problemOfFolder(folder: string): string | undefined {
  return existsSync(folder) ? `${folder} exists already; choose another name or remove it` : undefined;
}

/** The folder of a package: its name without the npm scope. */
export function folderOf(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

/** Identifier of a package's first worker: `@acme/stask-worker-mail` gives `mail`. */
export function identifierOf(name: string): string {
  const short = folderOf(name).replace(/^stask-worker-|-stask-worker$/, '');
  const plain = short
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 57);
  return isIdentifier(plain) ? plain : `worker_${plain}`;
}

/** The identifier in words: `price_list` gives `Price list`. */
export function titleOf(identifier: string): string {
  const words = splitWords(identifier).join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
