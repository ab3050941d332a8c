/** A JSON Pointer (RFC 6901) of these keys: `['items', 0, 'a/b']` gives `/items/0/a~1b`, no keys give `''`. */
export function pointerOf(keys: readonly PropertyKey[]): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
