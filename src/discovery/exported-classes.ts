import { createRequire } from 'node:module';
import { inheritedValueOf } from '../worker/brand.js';
import type { WorkerClass } from '../worker/task-interface.js';
import { peek } from './thrown-text.js';

export interface ExportedClass {
  /** Name for `load-class`: an export of the module, or a property of a CommonJS module's `exports`. */
  readonly name: string;
  readonly Class: WorkerClass;
}

const { cache } = createRequire(import.meta.url);

/**
 * The classes that a loaded module exports: named ones in alphabetical order, then the default export. Each class once,
 * under the first of its names. Of a CommonJS module the properties of `module.exports` count as exports, also those
 * that Node's lexer does not see. What is not a class is left out.
 */
export function exportedClasses(namespace: object, file: string): ExportedClass[] {
  const byClass = new Map<WorkerClass, string>();
  for (const [name, value] of exportsOf(namespace, file)) {
    if (isExportableClass(value) && !byClass.has(value)) byClass.set(value, name);
  }
  return [...byClass].map(([Class, name]) => ({ name, Class }));
}

function exportsOf(namespace: object, file: string): Array<[string, unknown]> {
  const exported = new Map<string, unknown>();
  const main = peek(namespace, 'default');
  if (isPlainExports(main) && (file in cache || peek(main, '__esModule') === true)) addAll(exported, main);
  addAll(exported, namespace);
  exported.delete('module.exports'); // newer Node's other name for `default`
  const names = [...exported.keys()].filter((name) => name !== 'default').toSorted();
  return [...names, 'default'].map((name) => [name, exported.get(name)]);
}

function addAll(exported: Map<string, unknown>, from: object): void {
  for (const name of Object.keys(from)) {
    const value = peek(from, name);
    if (isExportableClass(value) || !exported.has(name)) exported.set(name, value);
  }
}

function isPlainExports(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A `class`, or an old-style constructor: a function whose prototype, or a base of it, has members of its own. */
function isExportableClass(value: unknown): value is WorkerClass {
  if (typeof value !== 'function') return false;
  try {
    const prototype: unknown = inheritedValueOf(value, 'prototype');
    if (typeof prototype !== 'object' || prototype === null) return false;
    if (/^class\b/.test(Function.prototype.toString.call(value))) return true;
    const hasMembers = Reflect.ownKeys(prototype).some((key) => key !== 'constructor' && typeof key === 'string');
    const base: unknown = Object.getPrototypeOf(prototype);
    return inheritedValueOf(prototype, 'constructor') === value && (hasMembers || base !== Object.prototype);
  } catch {
    return false; // a proxy that hides what it is cannot be shown to be a class
  }
}
