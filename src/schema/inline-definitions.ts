import type { JsonObject } from '../worker/task-interface.js';

/**
 * A schema in which each reference `prefix + name` is replaced by its definition. A definition that contains itself
 * cannot be: its references stay and it is put under `$defs`.
 */
export function inlineDefinitions(
  schema: JsonObject,
  definitions: Readonly<Record<string, JsonObject>>,
  prefix: string,
): JsonObject {
  const recursive = new Set<string>();

  const inline = (node: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(node)) return node.map((item) => inline(item, path));
    if (typeof node !== 'object' || node === null) return node;
    const { $ref, ...rest } = node as JsonObject;
    const name = typeof $ref === 'string' && $ref.startsWith(prefix) ? $ref.slice(prefix.length) : undefined;
    const definition = name === undefined ? undefined : definitions[name];
    if (name === undefined || definition === undefined) return mapValues(node as JsonObject, path);
    if (!path.includes(name))
      return { ...(inline(definition, [...path, name]) as JsonObject), ...mapValues(rest, path) };
    recursive.add(name);
    return node;
  };

  const mapValues = (node: JsonObject, path: readonly string[]): JsonObject =>
    Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inline(value, path)]));

  const inlined = inline(schema, []) as JsonObject;
  const $defs: JsonObject = {};
  for (const name of recursive) $defs[name] = inline(definitions[name], [name]);
  return recursive.size === 0 ? inlined : { ...inlined, $defs };
}
