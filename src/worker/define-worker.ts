import { canonicalActionName, splitWords } from './action-name.js';
import { recordOn } from './shared-keys.js';
import type { ActionOptions } from './action.js';
import { BaseWorker } from './base-worker.js';
import { checkDefinition } from './check-author-input.js';
import type { JsonObject } from './task-interface.js';
import type { ActionSource, WorkerDefinition } from './worker-definition.js';

/**
 * A worker class without `class` and without decorators: `export default defineWorker({ identifier: 'mail', actions: {
 * send: { options: schema, async run(task, options) { … } } } })`. Needs no compiler; `this` in a function (not in an
 * arrow function) is the worker, with all helpers of `BaseWorker`.
 *
 * The options of an action have the type that its schema says: a JSON Schema written in place, a DTO class, a Standard
 * Schema.
 *
 * @throws StaskError naming the field that is wrong and its value
 */
export function defineWorker<const Schemas>(definition: WorkerDefinition<Schemas>): new () => BaseWorker {
  checkDefinition(definition);
  const { identifier, settings = {}, actions, ...overrides } = definition;
  class DefinedWorker extends BaseWorker {
    identifier(): string {
      return identifier;
    }
    override settings(): JsonObject {
      return structuredClone(settings);
    }
  }
  Object.defineProperty(DefinedWorker, 'name', { value: className(identifier) });
  for (const [key, value] of Object.entries(overrides)) override(DefinedWorker.prototype, key, value);
  for (const [name, source] of Object.entries(actions as Record<string, ActionSource<never>>))
    addAction(DefinedWorker.prototype, name, source);
  return DefinedWorker;
}

/** Texts become methods that return them; a schema is read as a property, methods are methods. */
function override(prototype: object, key: string, value: unknown): void {
  if (value === undefined) return;
  setProperty(prototype, key, typeof value === 'string' ? () => value : value);
}

function addAction(prototype: object, spelling: string, source: ActionSource<never>): void {
  const name = canonicalActionName(spelling) ?? spelling;
  const { run, ...options } = typeof source === 'function' ? { run: source } : source;
  // Not `taskName`: two canonical names can share one camelCase form, and no name here can hit a helper of BaseWorker.
  const method = `task_${name}`;
  setProperty(prototype, method, run);
  recordOn(prototype, method, { ...(options as ActionOptions), name });
}

function setProperty(prototype: object, key: string, value: unknown): void {
  Object.defineProperty(prototype, key, { value, writable: true, configurable: true });
}

/** `product-import` gives `ProductImportWorker`. */
function className(identifier: string): string {
  const words = splitWords(identifier).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const name = words.join('');
  return name.endsWith('Worker') ? name : `${name}Worker`;
}
