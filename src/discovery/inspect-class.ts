import { actionsOf } from '../worker/actions-of.js';
import { isIdentifier } from '../worker/check-author-input.js';
import { isAbstractWorker, missingWorkerMethods, WORKER_METHODS } from '../worker/brand.js';
import type { JsonObject, TaskInterface, WorkerClass } from '../worker/task-interface.js';
import { recordAction, schemaOf } from './action-record.js';
import { TEXT_LIMITS, type InspectedWorker } from './inspection.js';
import { copyAsJson } from './json-copy.js';
import type { SkipReason } from './report.js';
import { describeThrown, oneLine, peek } from './thrown-text.js';

/** A class that can be registered, but for where it is. */
export type ClassMetadata = Omit<InspectedWorker, 'entry' | 'export'>;

export interface ClassProblem {
  readonly reason: SkipReason;
  readonly detail: string;
  /** True when methods or actions are missing, which is ordinary for a base class. */
  readonly lacksMembers?: boolean;
}

export type ClassInspection = ClassMetadata | ClassProblem;

/**
 * Decides whether a class is a worker, by constructing it and calling the six methods of the contract; never an action.
 * All problems of the contract are told at once.
 *
 * @param root folder of the package, to name places inside it
 */
export async function inspectClass(Class: WorkerClass, root: string): Promise<ClassInspection> {
  if (isAbstractWorker(Class)) return problem('abstract', 'is marked `static abstract = true`, so it is a base class');
  const { actions, conflicts } = actionsOf(Class);
  const inherited = WORKER_METHODS.filter((name) => !missingWorkerMethods(Class.prototype).includes(name));
  if (inherited.length === 0 && actions.length === 0 && conflicts.length === 0) return lacking(WORKER_METHODS, true);
  const first = construct(Class, root);
  if ('reason' in first) return inherited.length === WORKER_METHODS.length ? first : lackingByPrototype(Class);
  const { worker } = first;
  const missing = WORKER_METHODS.filter((name) => peek(worker, name) === undefined);
  const noAction = actions.length === 0 && conflicts.length === 0;
  if (missing.length > 0 || noAction) return lacking(missing, noAction);
  if (conflicts.length > 0) {
    return problem(
      'action-conflict',
      `has a conflict of actions: ${conflicts.map(({ detail }) => oneLine(detail)).join('; ')}`,
    );
  }
  const problems: string[] = [];
  const texts = callMethods(worker, root, problems);
  const records = [];
  for (const action of actions) records.push(await recordAction(action, worker, root, problems));
  const settingsSchema = await schemaOf(peek(worker, 'settingsSchema'), 'settingsSchema', root, problems);
  if (problems.length > 0) return problem('contract-invalid', problems.join('; '));
  return (
    invalidIdentifier(texts.identifier) ??
    unstableIdentifier(Class, worker, texts.identifier, root) ?? {
      ...texts,
      ...(settingsSchema && { settingsSchema }),
      actions: records.filter((record) => record !== undefined),
    }
  );
}

function construct(Class: WorkerClass, root: string): { worker: TaskInterface } | ClassProblem {
  try {
    const worker: unknown = new Class();
    return { worker: worker as TaskInterface };
  } catch (error) {
    return problem(
      'construct-failed',
      `cannot be constructed without arguments: ${describeThrown(error, root)}. A constructor must not need arguments, ` +
        'connections or files; open those in the action',
    );
  }
}

function lackingByPrototype(Class: WorkerClass): ClassProblem {
  return lacking(missingWorkerMethods(Class.prototype), actionsOf(Class).actions.length === 0);
}

function lacking(missing: readonly string[], noAction: boolean): ClassProblem {
  const parts = missing.map((name) => `${name}()`);
  if (noAction) parts.push('an action (a method named `task…` or marked with `@Action`)');
  const detail = `is not a complete worker, it lacks ${parts.join(', ')}. Extend BaseWorker or use defineWorker, which supply all but identifier() and the actions`;
  return { reason: 'contract-invalid', detail, lacksMembers: true };
}

function callMethods(worker: TaskInterface, root: string, problems: string[]): Omit<ClassMetadata, 'actions'> {
  const text = (name: (typeof WORKER_METHODS)[number]): string => {
    const value = call(worker, name, root, problems);
    if (typeof value === 'string') return value;
    if (value !== FAILED) problems.push(`${name}() must return a string, it returned ${kindOf(value)}`);
    return '';
  };
  const name = (method: 'scope' | 'icon'): string => {
    const value = text(method);
    const limit = TEXT_LIMITS[method];
    if (value.length > limit || value !== oneLine(value, limit)) {
      problems.push(`${method}() must return one line of at most ${limit} characters`);
    }
    return value;
  };
  const identifier = text('identifier');
  // Other texts may be made of it, and would leave the failure of an async one with nobody to take it.
  if (problems.length > 0) return { identifier, scope: '', title: '', description: '', icon: '', settings: {} };
  return {
    identifier,
    scope: name('scope'),
    title: shorten(oneLine(text('title')), TEXT_LIMITS.title),
    description: shorten(text('description').replaceAll(UNPRINTABLE, ' '), TEXT_LIMITS.description),
    icon: name('icon'),
    settings: settingsOf(worker, root, problems),
  };
}

/** Control characters and halves of characters, which databases refuse, but for tab and line feed. */
const UNPRINTABLE = /[^\P{Cc}\t\n]|\p{Cs}/gu;

function shorten(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1).replace(/\p{Cs}$/u, '')}…` : text;
}

function settingsOf(worker: TaskInterface, root: string, problems: string[]): JsonObject {
  const value = call(worker, 'settings', root, problems);
  if (value === FAILED) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isThenable(value)) {
    problems.push(`settings() must return an object, it returned ${kindOf(value)}`);
    return {};
  }
  try {
    return copyAsJson(value);
  } catch (error) {
    problems.push(`settings() ${(error as Error).message}`);
    return {};
  }
}

const FAILED = Symbol('failed');

function call(worker: TaskInterface, name: string, root: string, problems: string[]): unknown {
  const method = peek(worker, name);
  if (typeof method !== 'function') {
    problems.push(`${name} must be a method, it is ${kindOf(method)}`);
    return FAILED;
  }
  try {
    const value: unknown = Reflect.apply(method, worker, []);
    if (isThenable(value)) void Promise.resolve(value).catch(() => {}); // reported as a wrong type; its end is of no interest
    return value;
  } catch (error) {
    problems.push(`${name}() must return, it threw ${describeThrown(error, root)}`);
    return FAILED;
  }
}

function invalidIdentifier(identifier: string): ClassProblem | undefined {
  if (isIdentifier(identifier)) return undefined;
  const shown = JSON.stringify(oneLine(identifier, 64));
  const length = identifier.length > 64 ? ` (${identifier.length} characters)` : '';
  return problem(
    'identifier-invalid',
    `identifier() returned ${shown}${length}; it must begin with a letter and have at most 64 letters, digits, "_" and "-"`,
  );
}

/** An identifier must not depend on when it is asked or of which instance. */
function unstableIdentifier(
  Class: WorkerClass,
  worker: TaskInterface,
  identifier: string,
  root: string,
): ClassProblem | undefined {
  const second = construct(Class, root);
  if ('reason' in second) return second;
  for (const asked of [worker, second.worker]) {
    const again = call(asked, 'identifier', root, []);
    if (again === identifier) continue;
    const shown = typeof again === 'string' ? JSON.stringify(oneLine(again, 64)) : 'something else';
    return problem(
      'identifier-unstable',
      `identifier() returned "${identifier}" and then ${shown}; it must be the same on every call and instance`,
    );
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (isThenable(value)) return 'a promise';
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && typeof peek(value, 'then') === 'function';
}

function problem(reason: SkipReason, detail: string): ClassProblem {
  return { reason, detail };
}
