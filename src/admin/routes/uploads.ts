import { json, noContent, type Call, type Route } from '../call.js';
import type { UploadState } from '../api.js';
import { invalidField, problem } from '../problem.js';
import { uploadValue } from '../uploads/place-uploads.js';
import { CHUNK_BYTES, extensionOf, shownName, uploadLimits } from '../uploads/upload-rules.js';
import type { Upload } from '../uploads/upload-store.js';
import { subjectOf } from '../access.js';
import type { JsonObject } from '../../worker/task-interface.js';

const STARTED = {
  type: 'object',
  required: ['name', 'bytes'],
  properties: {
    worker: { type: 'string' },
    action: { type: 'string' },
    pointer: { type: 'string' },
    name: { type: 'string' },
    bytes: { type: 'integer' },
  },
};

export const uploadRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/uploads',
    permission: 'tasks.run',
    summary: 'Starts an upload for a worker; its bytes follow in chunks',
    body: { ...STARTED, required: ['worker', ...STARTED.required] },
    answers: [201],
    async handle(call) {
      const body = await call.body();
      return start(call, body, typeof body['worker'] === 'string' ? body['worker'] : '');
    },
  },
  {
    method: 'POST',
    path: '/workers/:worker/uploads',
    permission: 'tasks.run',
    summary: 'The same for the worker in the path',
    body: STARTED,
    answers: [201],
    handle: async (call) => start(call, await call.body(), call.worker.identifier),
  },
  {
    method: 'GET',
    path: '/uploads/:upload',
    permission: 'tasks.run',
    summary: 'How much has arrived, to go on from there',
    answers: [200],
    async handle({ parts, params, access }) {
      const { upload, offset } = await parts.uploads.get(params['upload'] ?? '', access.userId);
      return json(stateOf(upload, offset));
    },
  },
  {
    method: 'PUT',
    path: '/uploads/:upload',
    permission: 'tasks.run',
    summary: 'The next chunk as application/octet-stream; 409 `upload-offset` when it is not the next',
    query: { offset: 'place of the first byte' },
    takesBytes: true,
    answers: [200],
    async handle(call) {
      const { parts, params, access, query, request } = call;
      const type = request.headers.get('content-type') ?? '';
      if (!/^application\/octet-stream\s*(;|$)/i.test(type))
        throw problem(415, 'not-octet-stream', 'A chunk is sent as application/octet-stream.');
      const text = query.get('offset') ?? '';
      if (!/^\d{1,15}$/.test(text))
        throw problem(400, 'query-invalid', 'The parameter "offset" is the place of the first byte.', {
          params: { name: 'offset' },
        });
      const chunk = await call.bytes(CHUNK_BYTES);
      const { upload, offset } = await parts.uploads.append(params['upload'] ?? '', access.userId, Number(text), chunk);
      return json(stateOf(upload, offset));
    },
  },
  {
    method: 'DELETE',
    path: '/uploads/:upload',
    permission: 'tasks.run',
    summary: 'Drops an upload',
    answers: [204],
    async handle({ parts, params, access }) {
      await parts.uploads.drop(params['upload'] ?? '', access.userId);
      return noContent();
    },
  },
];

async function start(call: Call, { name, bytes }: JsonObject, identifier: string): Promise<Response> {
  const { parts, access, base } = call;
  const worker = (await parts.workers()).find((row) => row.identifier === identifier);
  if (worker === undefined || !(await access.can('tasks.run', subjectOf(worker))))
    throw problem(404, 'STASK_WORKER_NOT_FOUND', 'There is no such worker.');
  const limits = uploadLimits(worker, parts.options);
  if (typeof name !== 'string' || name === '') throw invalidField('/name', 'The name of the file.');
  if (!Number.isSafeInteger(bytes) || (bytes as number) < 0)
    throw invalidField('/bytes', 'The size of the file in bytes.');
  if ((bytes as number) > limits.maxBytes)
    throw problem(413, 'upload-too-large', `The file may have ${limits.maxBytes} bytes.`, {
      params: { maxBytes: limits.maxBytes },
    });
  const extension = extensionOf(name);
  if (limits.extensions.length > 0 && !limits.extensions.includes(extension))
    throw problem(415, 'upload-extension', `Allowed: ${limits.extensions.join(', ')}.`, {
      params: { extensions: limits.extensions, extension },
    });
  const upload = await parts.uploads.start({
    userId: access.userId,
    worker: identifier,
    name: shownName(name),
    extension,
    bytes: bytes as number,
  });
  await call.audit('upload.start', `worker:${identifier}`, { id: upload.id, name: upload.name, bytes: upload.bytes });
  return json(stateOf(upload, 0), 201, { location: `${base}/api/v1/uploads/${upload.id}` });
}

function stateOf({ id, bytes }: Upload, offset: number): UploadState {
  return { id, offset, bytes, chunkBytes: CHUNK_BYTES, ...(offset === bytes ? { value: uploadValue(id) } : {}) };
}
