/** Bounds that keep a log line readable and its cost small; what is beyond them is left out and said to be. */
const MAX_DEPTH = 10;
const MAX_VALUES = 5_000;
const MAX_TEXT = 10_000;
const MAX_TEXT_IN_ALL = 100_000;

const ERROR_FIELDS = ['name', 'message', 'code', 'stack', 'cause', 'errors'] as const;

/**
 * A copy of any value that `JSON.stringify` takes as it is. Errors keep name, message, stack, code, cause and own fields;
 * BigInt, NaN and infinities become text; Map and Set become object and array; cycles, unreadable values and what is too
 * deep, too much or too long are replaced by a note in brackets. Functions, symbols and undefined are left out.
 */
export function plainJson(value: unknown): unknown {
  const ancestors = new Set<object>();
  let valuesLeft = MAX_VALUES;
  let textLeft = MAX_TEXT_IN_ALL;

  function plain(part: unknown): unknown {
    if (typeof part === 'string') return plainText(part);
    if (typeof part === 'number') return Number.isFinite(part) ? part : String(part);
    if (typeof part === 'bigint') return plainText(String(part));
    if (typeof part === 'function' || typeof part === 'symbol' || part === undefined) return undefined;
    if (typeof part !== 'object' || part === null) return part;
    if (ancestors.has(part)) return '[circular]';
    if (ancestors.size >= MAX_DEPTH) return '[too deep]';
    if (--valuesLeft < 0) return '[too much]';
    ancestors.add(part);
    try {
      return plainObject(part);
    } catch (error) {
      return `[unreadable: ${textOfThrown(error)}]`;
    } finally {
      ancestors.delete(part);
    }
  }

  function plainObject(object: object): unknown {
    if (Array.isArray(object)) return plainList(object);
    if (object instanceof Error) return plainFields(object, [...ERROR_FIELDS, ...Object.keys(object)]);
    if (object instanceof Date) return Number.isNaN(object.getTime()) ? 'Invalid Date' : object.toISOString();
    if (object instanceof Map) return plainFields(Object.fromEntries(object), [...object.keys()].map(String));
    if (object instanceof Set) return plainList([...object]);
    if (object instanceof RegExp || object instanceof URL) return String(object);
    if (ArrayBuffer.isView(object)) return `[${object.constructor.name}, ${object.byteLength} bytes]`;
    const { toJSON } = object as { toJSON?: unknown };
    if (typeof toJSON === 'function') return plain(toJSON.call(object));
    return plainFields(object, Object.keys(object));
  }

  function plainList(list: readonly unknown[]): unknown[] {
    const kept = list.slice(0, Math.max(0, valuesLeft)).map((item) => plain(item) ?? null);
    valuesLeft -= kept.length;
    return kept.length < list.length ? [...kept, `[${list.length - kept.length} more]`] : kept;
  }

  function plainFields(object: object, keys: readonly string[]): object {
    const fields = Object.create(null) as Record<string, unknown>; // a key `__proto__` is a key like any other
    for (const key of new Set(keys)) {
      if (--valuesLeft < 0) {
        fields['…'] = `[${keys.length - Object.keys(fields).length} more]`;
        break;
      }
      const field = readField(object, key);
      if (field !== undefined) fields[plainText(key)] = field;
    }
    return fields;
  }

  function readField(object: object, key: string): unknown {
    try {
      return plain((object as Record<string, unknown>)[key]);
    } catch (error) {
      return `[unreadable: ${textOfThrown(error)}]`;
    }
  }

  function plainText(text: string): string {
    const room = Math.min(MAX_TEXT, Math.max(0, textLeft));
    textLeft -= Math.min(text.length, room);
    const kept = text.length <= room ? text : `${text.slice(0, room)}… (cut, ${text.length} characters)`;
    return kept.replace(/\p{Surrogate}/gu, '\uFFFD');
  }

  return plain(value);
}

function textOfThrown(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown).slice(0, 200);
  } catch {
    return 'unknown error'; // an error whose message throws as well
  }
}
