import type { FieldProblem } from '../errors.js';
import { pointerOf } from './pointer.js';

/** Own keys named `__proto__`, `constructor` or `prototype` anywhere in a value, which class-transformer would drop. */
export function dangerousKeys(value: unknown, path: readonly string[] = []): FieldProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    const here = [...path, key];
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
      return [{ pointer: pointerOf(here), message: `"${key}" is not a known field` }];
    }
    return dangerousKeys((value as Record<string, unknown>)[key], here);
  });
}
