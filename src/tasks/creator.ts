import { StaskError } from '../errors.js';
import type { NewTask } from '../store/new-task.js';
import { actionNamed } from '../worker/invoke-action.js';
import type { OptionsSchema } from '../worker/options-schema.js';
import type { WorkerClass } from '../worker/task-interface.js';
import { newTask, targetOf, workerMissing, type Target } from './check-create.js';
import { checkWebhook } from './webhook-request.js';
import type { CreateRequest, TasksParts } from './tasks.js';

export type CreatorParts = Pick<TasksParts, 'workers' | 'instanceOf' | 'checkOptions' | 'maxDataBytes' | 'webhooks'>;

/** The rows to insert. */
export async function checkRequests(parts: CreatorParts, requests: readonly CreateRequest[]): Promise<NewTask[]> {
  if (!Array.isArray(requests)) throw new StaskError('STASK_USAGE', 'createMany() needs an array of tasks.');
  const [only] = requests as readonly CreateRequest[];
  if (requests.length === 1) return [await requestedTask(parts, only!, await findTarget(parts, only!))];
  const targetOfRequest = targetFinder(parts);
  const tasks: NewTask[] = [];
  for (const [index, request] of requests.entries()) {
    try {
      const found = targetOfRequest(request);
      const task = requestedTask(parts, request, found instanceof Promise ? await found : found);
      tasks.push(task instanceof Promise ? await task : task);
    } catch (error) {
      throw atIndex(error, index);
    }
  }
  return tasks;
}

/** Whether the action takes the data; a worker that is not known here may take anything. */
export async function fitsOptions(parts: CreatorParts, task: NewTask): Promise<boolean> {
  const worker = await parts.workers.find(task.identifier);
  const inRow = worker?.actions.find(({ name }) => name === task.action)?.schema;
  const schema = (await ownSchema(parts, task)) ?? inRow;
  return schema === undefined || (await parts.checkOptions(schema, task.data)).problems.length === 0;
}

/** Without a promise where there are no options to check. */
function requestedTask(parts: CreatorParts, request: CreateRequest, target: Target): NewTask | Promise<NewTask> {
  const checked = newTask(request, target, parts.maxDataBytes);
  const task =
    request.webhook == null ? checked : { ...checked, webhook: checkWebhook(request.webhook, parts.webhooks?.allow) };
  const { schema } = target.action;
  return schema === undefined ? task : checkOptions(parts, task, schema);
}

/** Looks each worker and action up once; most lists are of one action, whose target is at hand without a promise. */
function targetFinder(parts: CreatorParts): (request: CreateRequest) => Target | Promise<Target> {
  const known = new Map<string, Promise<Target>>();
  let last: { readonly request: CreateRequest; readonly target: Target } | undefined;
  return (request) => {
    const { identifier, action } = checkedRequest(request);
    if (last !== undefined && last.request.identifier === identifier && last.request.action === action)
      return last.target;
    const key = JSON.stringify([identifier, action]);
    let target = known.get(key);
    if (target === undefined) {
      target = findTarget(parts, request);
      known.set(key, target);
    }
    return target.then((found) => {
      last = { request: { identifier, action }, target: found };
      return found;
    });
  };
}

function checkedRequest(request: CreateRequest): CreateRequest {
  if (typeof request === 'object' && request !== null) return request;
  throw new StaskError('STASK_USAGE', 'A task is created from { identifier, action, data }.');
}

async function findTarget({ workers }: CreatorParts, request: CreateRequest): Promise<Target> {
  const { identifier, action } = checkedRequest(request);
  const row = typeof identifier === 'string' && identifier !== '' ? await workers.find(identifier) : undefined;
  if (row !== undefined) return targetOf(row, action);
  throw workerMissing(
    identifier,
    (await workers.list()).map((worker) => worker.identifier),
  );
}

/** By the class's own rules where it loads, which may say more than their JSON Schema in the row. */
async function checkOptions(parts: CreatorParts, task: NewTask, inRow: OptionsSchema): Promise<NewTask> {
  const { problems } = await parts.checkOptions((await ownSchema(parts, task)) ?? inRow, task.data);
  if (problems.length === 0) return task;
  const text = problems.map(({ pointer, message }) => `${pointer || 'data'}: ${message}`).join('; ');
  throw new StaskError('STASK_OPTIONS_INVALID', `${task.identifier}.${task.action} refuses its data: ${text}.`, {
    fields: problems,
  });
}

async function ownSchema(parts: CreatorParts, { identifier, action }: NewTask): Promise<OptionsSchema | undefined> {
  try {
    const worker = await parts.instanceOf(identifier);
    return actionNamed(worker.constructor as WorkerClass, identifier, action).options;
  } catch {
    return undefined; // the class may load where the task runs; there its rules are checked again
  }
}

function atIndex(error: unknown, index: number): unknown {
  const { code, message, fields } = error as StaskError;
  if (typeof code !== 'string') return error;
  return new StaskError(code, `Task ${index} of the list: ${message} Nothing was created.`, { fields, cause: error });
}
