import { ACTIONS, METADATA, type ActionMetadata, type MetadataRecord } from './shared-keys.js';

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
