import { isPlainObject } from '../worker/dot-path.js';
import { splitWords } from '../worker/action-name.js';
import type { JsonObject } from '../worker/task-interface.js';
import { secretPaths } from './secret-paths.js';

/** Last words of a key that holds a secret: `database_password`, `stripeApiKey`. */
const SECRET =
  /^(.* )?(password|passwd|passphrase|secret|token|credentials?|(api|access|private|secret|signing) key|apikey)$/;

/** Dot paths of settings that are secrets by their name, are text, and are not marked in the schema; sorted. */
export function unmarkedSecrets(settings: JsonObject, schema: JsonObject | undefined): string[] {
  const marked = schema === undefined ? [] : secretPaths(schema).map(toPattern);
  const named = new Set([...secretsIn(settings, ''), ...declaredIn(schema, '')]);
  return [...named].filter((path) => !marked.some((pattern) => pattern.test(path))).toSorted();
}

function secretsIn(settings: JsonObject, above: string): string[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    if (isPlainObject(value)) return secretsIn(value, `${above}${key}.`);
    return (typeof value === 'string' || value === null) && isSecretName(key) ? [above + key] : [];
  });
}

function declaredIn(schema: unknown, above: string): string[] {
  const properties = isPlainObject(schema) && isPlainObject(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).flatMap(([key, inner]) => {
    const isText = isPlainObject(inner) && inner['type'] === 'string';
    return isText && isSecretName(key) ? [above + key] : declaredIn(inner, `${above}${key}.`);
  });
}

function isSecretName(key: string): boolean {
  return SECRET.test(splitWords(key).join(' ').toLowerCase());
}

/** A marked path covers what is below it. */
function toPattern(path: string): RegExp {
  const keys = path.split('.').map((key) => (key === '*' ? '[^.]+' : key.replace(/[^\w]/g, '\\$&')));
  return new RegExp(`^${keys.join('\\.')}(\\.|$)`);
}
