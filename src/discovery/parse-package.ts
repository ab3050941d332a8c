import { messageOf } from '../errors.js';

/** The fields of a `package.json` that discovery reads; none of them is checked yet. */
export interface PackageJson {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly main?: unknown;
  readonly exports?: unknown;
  readonly peerDependencies?: unknown;
  readonly stask?: unknown;
}

/** Parses like Node's loader does: a byte order mark is accepted. The problem is a text when it is no JSON object. */
export function parsePackage(text: string): { readonly json: PackageJson } | { readonly problem: string } {
  try {
    const json: unknown = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
    return isRecord(json) ? { json } : { problem: 'it holds no JSON object' };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

/** True for an object with fields, false for arrays and `null`. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own field of an object, so that a key such as `__proto__` never reaches a prototype. */
export function ownField(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
