import type { ActionOptions } from './action.js';

/** What `@Action` recorded of one method: its options and, when the author gave one, a canonical name. */
export interface ActionMetadata extends ActionOptions {
  readonly name?: string;
}

/** Key of all metadata of this file; the same in each copy of sTask. */
const ACTIONS = Symbol.for('stask.actions');

/** What compilers fall back to where `Symbol.metadata` is missing, and what we set it to. */
const METADATA = Symbol.for('Symbol.metadata');

type MetadataRecord = Record<string, ActionMetadata>;

/**
 * Standard decorators keep metadata only where `Symbol.metadata` exists when a class is defined. Called when
 * `stask/worker` is loaded, which is before a class that uses its decorator.
 */
export function provideMetadataSymbol(): void {
  if ('metadata' in Symbol) return;
  Object.defineProperty(Symbol, 'metadata', { value: METADATA, configurable: true, writable: true });
}

/** Records on a holder of its own: a prototype, a decorator's `context.metadata`, or the method itself. */
export function recordOn(holder: object, method: string, metadata: ActionMetadata): void {
  const own = Object.getOwnPropertyDescriptor(holder, ACTIONS)?.value as MetadataRecord | undefined;
  const record = own ?? (Object.create(null) as MetadataRecord);
  record[method] = metadata;
  if (own === undefined) Object.defineProperty(holder, ACTIONS, { value: record, configurable: true });
}

/** What was recorded for a method by the class that owns `prototype`, its bases not asked. */
export function recordedFor(prototype: object, method: string, run: unknown): ActionMetadata | undefined {
  return recordIn(prototype, method) ?? recordIn(decoratorMetadata(prototype), method) ?? recordIn(run, method);
}

function decoratorMetadata(prototype: object): unknown {
  const Class: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof Class !== 'function') return undefined;
  const keys = [(Symbol as { metadata?: symbol }).metadata ?? METADATA, METADATA];
  return keys.map((key) => Object.getOwnPropertyDescriptor(Class, key)?.value as unknown).find((found) => found);
}

function recordIn(holder: unknown, method: string): ActionMetadata | undefined {
  if (holder === null || (typeof holder !== 'object' && typeof holder !== 'function')) return undefined;
  const record = Object.getOwnPropertyDescriptor(holder, ACTIONS)?.value as MetadataRecord | undefined;
  return record === undefined || !Object.hasOwn(record, method) ? undefined : record[method];
}
