/** Longest canonical action name. */
const ACTION_NAME_MAX_LENGTH = 64;

/** One spelling: words of ASCII letters and digits joined by single `_` or `-`, beginning with a letter. */
const SPELLING = /^[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*$/;

/** The convention: `task` followed by an upper-case letter; `task`, `tasks` and `taskforce` are ordinary methods. */
const CONVENTION = /^task(?=\p{Lu})/u;

/**
 * The canonical snake_case name of an action in any spelling, or `undefined` for text that cannot name one.
 * `sync_stock`, `sync-stock`, `syncStock` and `SYNC_STOCK` give `sync_stock`; `exportHTML` gives `export_html`, `importV2`
 * gives `import_v2`. A name that every object has as a property (`constructor`) is not a name.
 */
export function canonicalActionName(spelling: string): string | undefined {
  if (typeof spelling !== 'string' || spelling.length > 2 * ACTION_NAME_MAX_LENGTH || !SPELLING.test(spelling)) {
    return undefined;
  }
  const name = splitWords(spelling)
    .map((word) => word.toLowerCase())
    .join('_');
  return name.length <= ACTION_NAME_MAX_LENGTH && !(name in Object.prototype) ? name : undefined;
}

/** The action spelling inside a conventional method name: `taskSyncStock` gives `SyncStock`; `undefined` for other methods. */
export function conventionalSpelling(method: string): string | undefined {
  return CONVENTION.test(method) ? method.slice('task'.length) : undefined;
}

/** The conventional method of a canonical action name: `sync_stock` gives `taskSyncStock`. */
export function conventionalMethod(name: string): string {
  return `task${name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;
}

/**
 * The entry of `actions` that a spelling means. Case and separators do not matter, so that a camelCase spelling finds
 * names whose words begin with a digit too (`import2` for `import_2`); an exact canonical match wins.
 */
export function findAction<T extends { readonly name: string }>(
  actions: readonly T[],
  spelling: string,
): T | undefined {
  const same = actions.find((action) => action.name === spelling);
  if (same !== undefined) return same;
  const name = canonicalActionName(spelling);
  if (name === undefined) return undefined;
  const exact = actions.find((action) => action.name === name);
  if (exact !== undefined) return exact;
  const alike = actions.filter((action) => withoutSeparators(action.name) === withoutSeparators(name));
  return alike.length === 1 ? alike[0] : undefined;
}

/** Words of an identifier in any spelling, their case kept: `productHTMLExport` gives `product`, `HTML`, `Export`. */
export function splitWords(text: string): string[] {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .split(/[_-]+/)
    .filter((word) => word !== '');
}

function withoutSeparators(name: string): string {
  return name.replaceAll('_', '');
}
