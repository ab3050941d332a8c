import { actionOf } from '../action-of.js';
import type { ActionForm } from '../api.js';
import { json, type Call, type Route } from '../call.js';
import { defaultsOf, uiSchemaOf } from '../ui-schema.js';
import { uploadLimits } from '../uploads/upload-rules.js';
import { humanName } from '../worker-views.js';
import { createFrom, IDEMPOTENCY } from './create-task.js';

const create = async (call: Call): Promise<Response> =>
  createFrom(call, call.worker.identifier, actionOf(call).name, await call.body());

export const actionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/workers/:worker/actions/:action',
    permission: 'workers.read',
    summary: 'The form of an action: JSON Schema, hints, defaults',
    answers: [200],
    handle(call) {
      const { worker, parts } = call;
      const action = actionOf(call);
      const schema = action.schema ?? null;
      const { extensions, maxBytes } = uploadLimits(worker, parts.options);
      const form: ActionForm = {
        identifier: worker.identifier,
        action: action.name,
        title: action.title ?? humanName(action.name),
        description: action.description ?? '',
        schema: schema ?? {},
        uiSchema: uiSchemaOf(schema, { extensions, maxBytes }),
        defaults: defaultsOf(schema),
      };
      return json(form);
    },
  },
  {
    method: 'POST',
    path: '/workers/:worker/actions/:action/tasks',
    permission: 'tasks.run',
    headers: IDEMPOTENCY,
    summary: 'Creates a task; `Idempotency-Key` is honoured',
    body: { type: 'object', properties: { data: { type: 'object' }, priority: { enum: ['low', 'normal', 'high'] } } },
    answers: [202],
    handle: create,
  },
  {
    method: 'POST',
    path: '/workers/:worker/run/:action',
    permission: 'tasks.run',
    headers: IDEMPOTENCY,
    summary: 'The same under the shorter name',
    body: { type: 'object', properties: { data: { type: 'object' } } },
    answers: [202],
    handle: create,
  },
];
