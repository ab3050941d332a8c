import type { ErrorSchema } from '@rjsf/utils';
import type { Problem } from '../../api.js';

type FieldProblems = NonNullable<Problem['errors']>;
/** Where the form library looks for the messages of a field. */
const MESSAGES = '__errors';

interface Tree {
  [key: string]: Tree | string[] | undefined;
}

/** The server's complaints as a form wants them: a tree of field names with the messages at the leaves. */
export function errorTree(errors: FieldProblems, member: string): ErrorSchema {
  const tree: Tree = Object.create(null) as Tree;
  for (const { pointer, detail } of errors) {
    let place = tree;
    for (const key of keysOf(pointer, member)) place = (place[key] ??= Object.create(null) as Tree) as Tree;
    place[MESSAGES] = [...((place[MESSAGES] as string[] | undefined) ?? []), detail];
  }
  return tree as ErrorSchema;
}

/** Messages for one field, `''` for those of the whole. */
export function messagesAt(problem: Problem | undefined, member: string, name: string): string[] {
  return (problem?.errors ?? [])
    .filter(({ pointer }) => (keysOf(pointer, member)[0] ?? '') === name)
    .map(({ detail }) => detail);
}

function keysOf(pointer: string, member: string): string[] {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .filter((key) => key !== '__proto__');
  return keys[0] === member ? keys.slice(1) : keys;
}
