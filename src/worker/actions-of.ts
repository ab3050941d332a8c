import { canonicalActionName, conventionalSpelling } from './action-name.js';
import { recordedFor } from './action-metadata.js';
import type { ActionDefinition } from './action.js';
import { dtoOfParameter } from './dto.js';
import type { ActionMetadata } from './shared-keys.js';

/** Why a method cannot be an action: its name is taken by another method of the class, or is no name at all. */
export interface ActionConflict {
  /** The canonical name, or the spelling that has none. */
  readonly name: string;
  readonly methods: readonly string[];
  /** What is wrong and what to do. */
  readonly detail: string;
}

export interface ClassActions {
  /** In the order of definition, those of a base class first; a name in conflict is not among them. */
  readonly actions: ActionDefinition[];
  readonly conflicts: ActionConflict[];
}

interface Method {
  run: unknown;
  metadata: ActionMetadata | undefined;
}

/**
 * The actions of a worker class: methods marked by `@Action` of any copy of sTask and methods named `task…`, inherited
 * ones included. Reads prototypes only: nothing is constructed or called, no getter runs. An overriding method keeps
 * the decorator of the method it overrides unless it has its own; one overridden by something else is gone.
 */
export function actionsOf(Class: { readonly prototype: object }): ClassActions {
  const byName = new Map<string, ActionDefinition[]>();
  const conflicts: ActionConflict[] = [];
  for (const [method, { run, metadata }] of methodsOf(Class.prototype)) {
    const spelling = metadata?.name ?? conventionalSpelling(method) ?? (metadata && method);
    if (spelling === undefined || typeof run !== 'function') continue;
    const name = canonicalActionName(spelling);
    if (name === undefined) conflicts.push(unusableName(spelling, method));
    else byName.set(name, [...(byName.get(name) ?? []), { ...metadata, name, method }]);
  }
  const actions: ActionDefinition[] = [];
  for (const [name, definitions] of byName) {
    if (definitions.length === 1) actions.push(...definitions);
    else conflicts.push(sharedName(name, definitions));
  }
  return { actions, conflicts };
}

function methodsOf(prototype: object): Map<string, Method> {
  const methods = new Map<string, Method>();
  for (const level of prototypesFromBase(prototype)) {
    for (const [method, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      const run: unknown = descriptor.value;
      const metadata = withDto(level, method, recordedFor(level, method, run)) ?? methods.get(method)?.metadata;
      methods.set(method, { run, metadata });
    }
  }
  methods.delete('constructor');
  return methods;
}

/** A decorated method without `options` takes the DTO class that its second parameter is declared with, if it is one. */
function withDto(prototype: object, method: string, metadata: ActionMetadata | undefined): ActionMetadata | undefined {
  if (metadata === undefined || metadata.options !== undefined) return metadata;
  const dto = dtoOfParameter(prototype, method, 1);
  return dto === undefined ? metadata : { ...metadata, options: dto };
}

function prototypesFromBase(prototype: object): object[] {
  const levels: object[] = [];
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at) as object | null)
    levels.unshift(at);
  return levels;
}

function unusableName(name: string, method: string): ActionConflict {
  const detail =
    `method "${method}" gives the action name "${name}", which is not usable: a name has ASCII letters and digits, ` +
    `begins with a letter, is at most 64 characters long and is not "constructor". Give one with @Action('name')`;
  return { name, methods: [method], detail };
}

function sharedName(name: string, definitions: readonly ActionDefinition[]): ActionConflict {
  const methods = definitions.map(({ method }) => method);
  const detail = `methods ${methods.map((method) => `"${method}"`).join(' and ')} are both the action "${name}". Rename one, or give it a name with @Action('other_name')`;
  return { name, methods, detail };
}
