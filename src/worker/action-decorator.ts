import { contractInvalid } from '../errors.js';
import { conventionalSpelling } from './action-name.js';
import { checkActionOptions, checkName } from './check-author-input.js';
import { provideMetadataSymbol, recordOn, type ActionMetadata } from './shared-keys.js';
import type { ActionOptions } from './action.js';
import type { TaskContext } from './task-context.js';

provideMetadataSymbol();

/** A method that may be an action; `options` is what the action's schema describes. */
export type ActionMethod = (task: TaskContext, options: never) => unknown;

/** Decorates a method under `experimentalDecorators` as well as under standard (TC39) decorators. */
export interface ActionDecorator {
  <T extends ActionMethod>(prototype: object, method: string, descriptor: TypedPropertyDescriptor<T>): void;
  (method: ActionMethod, context: ClassMethodDecoratorContext): void;
}

/** Argument of {@link Action}: what an author may say about an action, and its name. */
export interface NamedActionOptions extends ActionOptions {
  /** Any spelling; by default the method's name, without `task` where it follows that convention. */
  name?: string;
}

/**
 * Makes a method an action of its worker: `@Action()`, `@Action('cleanup-old-data')` or `@Action({ name, title,
 * description, options, timeoutMs, maxAttempts, backoff, priority, concurrency })`. Only records; `actionsOf` reads.
 *
 * @throws StaskError `STASK_CONTRACT_INVALID` when the argument or the decorated thing is not what it can use
 */
export function Action(argument: string | NamedActionOptions = {}): ActionDecorator {
  const { name, ...options } = typeof argument === 'string' ? { name: argument } : argumentObject(argument);
  checkActionOptions('@Action', options);
  if (name !== undefined) checkName('@Action', name);
  const given: ActionMetadata = name === undefined ? options : { ...options, name };

  return (target: object, place: string | ClassMethodDecoratorContext, descriptor?: PropertyDescriptor): void => {
    if (typeof place === 'object') recordStandard(target, place, given);
    else recordLegacy(target, place, descriptor, given);
  };
}

function recordStandard(run: object, context: ClassMethodDecoratorContext, given: ActionMetadata): void {
  const method = checkPlace(context.kind === 'method', context.static || context.private, context.name);
  checkMethodName(given, method);
  // Some compilers give no metadata; a mark on the function itself is as good until another decorator wraps it.
  recordOn((context.metadata as object | undefined) ?? run, method, given);
}

function recordLegacy(
  target: object,
  place: string,
  descriptor: PropertyDescriptor | undefined,
  given: ActionMetadata,
): void {
  const method = checkPlace(typeof descriptor?.value === 'function', typeof target === 'function', place);
  checkMethodName(given, method);
  recordOn(target, method, given);
}

function argumentObject(argument: unknown): NamedActionOptions {
  if (typeof argument === 'object' && argument !== null && !Array.isArray(argument)) return argument;
  throw contractInvalid('@Action', 'nothing, a name or an object of options', argument);
}

function checkPlace(isMethod: boolean, isHidden: boolean, name: string | symbol): string {
  if (isMethod && !isHidden && typeof name === 'string') return name;
  throw contractInvalid('@Action', 'to decorate a public method of an instance', String(name));
}

function checkMethodName({ name }: ActionMetadata, method: string): void {
  if (name === undefined) checkName('@Action', conventionalSpelling(method) ?? method);
}
