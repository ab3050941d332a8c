import { inputError } from './input-error.js';
import type { Entry } from './find-entry.js';

const MAX_ARGUMENTS_LENGTH = 32_000;

/** A word that no program takes for an option, a pattern or a place elsewhere. */
const PLAIN_VALUE = /^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd} ._:=,+@/-]*$/u;

/** Control and format characters: line ends, NUL, escape sequences, text direction, zero width. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * Checks what a caller wants to add to the arguments of an entry.
 * @throws a non-retryable error naming the argument that the entry does not take
 */
export function checkArguments({ name, arguments: mode }: Entry, args: readonly string[]): void {
  if (args.length > 0 && mode === 'none') throw inputError(`"${name}" takes no arguments, got ${args.length}.`);
  for (const [index, argument] of args.entries()) {
    const problem = INVISIBLE.test(argument)
      ? 'has control or invisible characters'
      : mode === 'values'
        ? problemOfValue(argument)
        : undefined;
    if (problem !== undefined) {
      const shown = JSON.stringify(argument.slice(0, 80)).replace(/[^\x20-\x7e]/g, escaped);
      throw inputError(`Argument ${index + 1} of "${name}" ${problem}: ${shown}.`);
    }
  }
  const length = args.reduce((total, argument) => total + argument.length, 0);
  if (length > MAX_ARGUMENTS_LENGTH) {
    throw inputError(`The arguments of "${name}" have ${length} characters; at most ${MAX_ARGUMENTS_LENGTH} go.`);
  }
}

/** Look-alikes count as what they look like: full-width `－－x` and `．．／x` become `--x` and `../x` first. */
function problemOfValue(argument: string): string | undefined {
  const plain = argument.normalize('NFKC');
  if (plain.startsWith('-')) return 'is an option, and only values are allowed';
  if (!PLAIN_VALUE.test(argument) || !PLAIN_VALUE.test(plain)) {
    return 'must be letters, digits and . _ : = , + @ / - and begin with a letter or digit';
  }
  if (plain.includes('..')) return 'must not contain ".."';
  return /^[a-z]:\//i.test(plain) ? 'must not be an absolute path' : undefined;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
