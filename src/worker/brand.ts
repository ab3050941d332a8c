import { WORKER_BRAND } from './shared-keys.js';
import type { TaskInterface, WorkerClass } from './task-interface.js';

/** The methods that every worker has. */
export const WORKER_METHODS = ['identifier', 'scope', 'title', 'description', 'icon', 'settings'] as const;

/**
 * True for a class that is meant as a worker: derived from some copy's `BaseWorker`, or shaped like one
 * (`identifier` and `scope` are methods of its prototype). Nothing is called and no getter is read.
 * Whether the contract is complete is a question to {@link missingWorkerMethods}, asked of an instance.
 */
export function isWorkerClass(value: unknown): value is WorkerClass {
  if (!isClass(value)) return false;
  return isBranded(value) || (isMethod(value.prototype, 'identifier') && isMethod(value.prototype, 'scope'));
}

/** True for a class with an own `static abstract = true`, and for `BaseWorker` itself: bases, never registered. */
export function isAbstractWorker(Class: WorkerClass): boolean {
  return valueOf(Class, 'abstract') === true || Object.hasOwn(Class, WORKER_BRAND);
}

/** The methods of the contract that an instance (or a prototype) lacks, in the order of {@link WORKER_METHODS}. */
export function missingWorkerMethods(worker: object): Array<keyof TaskInterface> {
  return WORKER_METHODS.filter((name) => !isMethod(worker, name));
}

/** True for a function with a prototype object, which is what `class` and old-style constructors give. */
export function isClass(value: unknown): value is WorkerClass {
  if (typeof value !== 'function') return false;
  const prototype: unknown = valueOf(value, 'prototype');
  return typeof prototype === 'object' && prototype !== null;
}

function isBranded(Class: object): boolean {
  for (let at: unknown = Class; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    if (valueOf(at, WORKER_BRAND) === true) return true;
  }
  return false;
}

function isMethod(object: object, name: string): boolean {
  return typeof inheritedValueOf(object, name) === 'function';
}

/** The value that a property lookup finds, without running a getter: `undefined` when an accessor is nearest. */
export function inheritedValueOf(object: object, name: PropertyKey): unknown {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const own = Object.getOwnPropertyDescriptor(at, name);
    if (own !== undefined) return own.value;
  }
  return undefined;
}

function valueOf(object: object, name: PropertyKey): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}
