import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from './packages.js';

/** Answers `npm view` as a registry without that name. */
export const NO_SUCH_NAME = 'if [ "$1" = view ]; then echo "npm error code E404" >&2; exit 1; fi';

/** A PATH on which `npm` is a shell script of these lines. */
export function withNpm(...lines: readonly string[]): string {
  const bin = join(temporaryFolder(), 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm'), ['#!/bin/sh', ...lines].join('\n'));
  chmodSync(join(bin, 'npm'), 0o755);
  return `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
}
