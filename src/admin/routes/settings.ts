import { createHmac } from 'node:crypto';
import { unmaskedSettingsOf } from '../../registry/shown-worker.js';
import { maskedSettingsOf } from '../../registry/worker-settings.js';
import { secretPaths } from '../../schema/secret-paths.js';
import type { WorkerRow } from '../../store/worker-store.js';
import { isPlainObject } from '../../worker/dot-path.js';
import type { JsonObject } from '../../worker/task-interface.js';
import type { SettingsForm } from '../api.js';
import { json, type Call, type Route } from '../call.js';
import { invalidField, problem } from '../problem.js';
import { restoreMoved, withPlaces } from '../moved-secrets.js';
import { uiSchemaOf } from '../ui-schema.js';
import { inField } from './query.js';

/** Header that routes changing one thing take. */
export const IF_MATCH = { 'If-Match': 'the ETag of what is changed, or *' };

export const settingsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/workers/:worker/settings',
    permission: 'settings.read',
    summary: 'Settings and their form; secrets are `{"$secret":true}`, with `at` in lists. The `ETag` is for `PUT`',
    answers: [200],
    handle: ({ worker }) => json(formOf(worker), 200, { etag: etagOf(worker, unmaskedSettingsOf(worker)) }),
  },
  {
    method: 'PUT',
    path: '/workers/:worker/settings',
    permission: 'settings.write',
    summary: 'Replaces the settings; needs `If-Match`. An absent secret is kept, null clears it',
    headers: IF_MATCH,
    body: { type: 'object', required: ['value'], properties: { value: { type: 'object' } } },
    answers: [200],
    async handle(call) {
      const { stask, worker, parts } = call;
      requireMatch(call.request, etagOf(worker, unmaskedSettingsOf(worker)));
      const { value } = await call.body();
      if (!isPlainObject(value)) throw invalidField('/value', 'The settings must be a JSON object.');
      const before = maskedSettingsOf(worker);
      const moved = restoreMoved(value, unmaskedSettingsOf(worker), worker.settingsSchema);
      const next = withoutSchedule(withSecrets(moved, before, worker.settingsSchema));
      await inField('/value', () => stask.replaceSettings(worker.identifier, next));
      const changed = await freshWorker(call);
      await call.audit('settings.write', `worker:${worker.identifier}`, {
        before: withoutSchedule(before),
        after: withoutSchedule(maskedSettingsOf(changed)),
      });
      parts.live.workerChanged(worker.identifier);
      return json(formOf(changed), 200, { etag: etagOf(changed, unmaskedSettingsOf(changed)) });
    },
  },
];

/** The schedule has a form of its own. */
function formOf(worker: WorkerRow): SettingsForm {
  return {
    schema: worker.settingsSchema,
    uiSchema: uiSchemaOf(worker.settingsSchema, {}),
    value: withPlaces(withoutSchedule(maskedSettingsOf(worker))),
  };
}

function withoutSchedule({ schedule: _schedule, ...others }: JsonObject): JsonObject {
  return others;
}

/** Absent secrets are kept, so they are marked as they are in answers; `null` takes one away. */
function withSecrets(value: JsonObject, masked: JsonObject, schema: JsonObject | null): JsonObject {
  const paths = schema === null ? [] : secretPaths(schema).filter((path) => !path.includes('*'));
  return paths.reduce((result, path) => keepSecret(result, masked, path.split('.')), value);
}

function keepSecret(value: JsonObject, masked: unknown, [key = '', ...rest]: readonly string[]): JsonObject {
  const stored = isPlainObject(masked) && Object.hasOwn(masked, key) ? masked[key] : undefined;
  if (rest.length > 0) {
    const below = value[key];
    if (below !== undefined && !isPlainObject(below)) return value;
    const inner = keepSecret(below ?? {}, stored, rest);
    return below === undefined && Object.keys(inner).length === 0 ? value : { ...value, [key]: inner };
  }
  if (value[key] === null) {
    const { [key]: _cleared, ...others } = value;
    return others;
  }
  return Object.hasOwn(value, key) || !isPlainObject(stored) ? value : { ...value, [key]: stored };
}

/** Tells one state of the settings from another without telling anything about a secret in them. */
export function etagOf({ uuid }: Pick<WorkerRow, 'uuid'>, value: unknown): string {
  return `"${createHmac('sha256', uuid)
    .update(JSON.stringify(value ?? null))
    .digest('base64url')
    .slice(0, 27)}"`;
}

/** @throws problem 428 without `If-Match`, 412 when it is another state */
export function requireMatch(request: Request, etag: string): void {
  const given = request.headers.get('if-match');
  if (given === null)
    throw problem(428, 'if-match-required', 'Send the ETag of what you changed as If-Match.', { headers: { etag } });
  const tags = given.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!tags.includes(etag) && given.trim() !== '*')
    throw problem(412, 'changed-meanwhile', 'Somebody changed this meanwhile. Load it again.', { headers: { etag } });
}

export async function freshWorker({ parts, worker }: Call): Promise<WorkerRow> {
  parts.forgetWorkers();
  return (await parts.workers()).find(({ identifier }) => identifier === worker.identifier) ?? worker;
}
