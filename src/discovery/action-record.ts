import type { ActionDefinition } from '../worker/action.js';
import type { OptionsSchema } from '../worker/options-schema.js';
import type { JsonObject, TaskInterface } from '../worker/task-interface.js';
import { ACTION_FIELDS, readAction } from './inspection.js';
import { copyAsJson } from './json-copy.js';
import type { ActionRecord } from './report.js';
import { describeThrown, peek } from './thrown-text.js';

/** What a host stores of an action; `undefined` with the reasons added to `problems` when that is not possible. */
export async function recordAction(
  action: ActionDefinition,
  worker: TaskInterface,
  root: string,
  problems: string[],
): Promise<ActionRecord | undefined> {
  const { options, method, ...said } = action;
  const where = `action "${action.name}"`;
  if (typeof peek(worker, method) !== 'function') {
    problems.push(`${where}: ${method} is not a method of the instance`);
    return undefined;
  }
  const schema = await schemaOf(options, `${where}: options`, root, problems);
  const record = { ...said, ...(schema && { schema }) };
  for (const [field, isFit] of Object.entries(ACTION_FIELDS)) {
    if (!isFit(record[field as keyof typeof record]))
      problems.push(`${where}: ${field} has a value that is not allowed`);
  }
  return readAction(record);
}

/** The JSON Schema of options or settings; `undefined` without one, or with the reason added to `problems`. */
export async function schemaOf(
  given: unknown,
  where: string,
  root: string,
  problems: string[],
): Promise<JsonObject | undefined> {
  if (given === undefined) return undefined;
  try {
    // Loaded when an author gives a schema, so that other inspections do not wait for it.
    const { toJsonSchema } = await import('../schema/json-schema.js');
    const schema = await toJsonSchema(given as OptionsSchema);
    return schema && copyAsJson(schema);
  } catch (error) {
    problems.push(`${where} cannot be turned into JSON Schema: ${describeThrown(error, root)}`);
    return undefined;
  }
}
