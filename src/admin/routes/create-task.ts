import type { CreateRequest } from '../../tasks/tasks.js';
import { isPlainObject } from '../../worker/dot-path.js';
import type { JsonObject } from '../../worker/task-interface.js';
import { restoreSecrets } from '../../registry/secrets.js';
import { json, type Call } from '../call.js';
import { invalidField } from '../problem.js';
import { placeUploads } from '../uploads/place-uploads.js';
import { inField } from './query.js';

/** Header that routes creating a task take. */
export const IDEMPOTENCY = {
  'Idempotency-Key': 'at most 255 characters; the same key with the same body gives the first answer again',
};

/** Creates a task from a request's body, once for each `Idempotency-Key`. `original`: the data that masks stand for. */
export async function createFrom(
  call: Call,
  identifier: string,
  action: string,
  body: JsonObject,
  { rerunOf, original = {} }: { readonly rerunOf?: number; readonly original?: JsonObject } = {},
): Promise<Response> {
  const { access, parts, stask, request, base } = call;
  const scope = `${access.userId}\n${identifier}\n${action}\n${rerunOf ?? ''}`;
  return parts.idempotency.once(request.headers.get('idempotency-key'), scope, body, async () => {
    const given = body['data'] ?? {};
    if (!isPlainObject(given)) throw invalidField('/data', 'A JSON object.');
    const data = await inField('/data', () =>
      placeUploads(restoreSecrets(given, original), (id) => parts.uploads.pathOf(id, access.userId, identifier)),
    );
    const { task, created } = await inField('/data', () =>
      stask.createOrGet({ identifier, action, data, userId: access.userId, ...wishes(body) }),
    );
    parts.figures.forget();
    await call.audit('task.create', `task:${task.id}`, {
      identifier,
      action,
      created,
      ...(rerunOf === undefined ? {} : { rerunOf }),
    });
    const [summary] = await parts.views.summaries([task.row]);
    return json(summary, 202, { location: `${base}/api/v1/tasks/${task.id}` });
  });
}

function wishes(body: JsonObject): Partial<CreateRequest> {
  const { priority, startAt, maxAttempts, uniqueKey } = body;
  return {
    ...(priority === undefined ? {} : { priority: priority as NonNullable<CreateRequest['priority']> }),
    ...(startAt === undefined ? {} : { startAt: startAt as string }),
    ...(maxAttempts === undefined ? {} : { maxAttempts: maxAttempts as number }),
    ...(uniqueKey === undefined ? {} : { uniqueKey: uniqueKey as string }),
  };
}
