import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { downloadTaskLog } from '../../tasks/read-task-log.js';
import type { Route } from '../call.js';
import { problem } from '../problem.js';
import { namedFile, resultFileOf } from '../task-result.js';

export const taskFileRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/tasks/:task/log.jsonl',
    permission: 'tasks.logs',
    summary: 'The whole log as a file, one JSON record a line',
    answers: [200],
    async handle({ stask, task }) {
      const { fileName, stream, size } = await downloadTaskLog(stask.options.storagePath, task.id);
      return new Response(bodyOf(stream), { headers: attachment(fileName, size, 'application/jsonl') });
    },
  },
  {
    method: 'GET',
    path: '/tasks/:task/download',
    permission: 'tasks.payload',
    summary: 'The file that the result names; `Range` is honoured',
    answers: [200, 206],
    async handle({ stask, task, request }) {
      const file = await resultFileOf(stask.options.storagePath, task);
      if (file === undefined) throw notThere(task.result);
      const { name, bytes } = file.shown;
      const range = rangeOf(request.headers.get('range'), bytes);
      if (range === 'unsatisfiable')
        throw problem(416, 'range', `The file has ${bytes} bytes.`, {
          headers: { 'content-range': `bytes */${bytes}` },
        });
      const handle = await open(file.path);
      const { start, end } = range ?? { start: 0, end: bytes - 1 };
      const stream = bytes === 0 ? Readable.from([]) : handle.createReadStream({ start, end });
      if (bytes === 0) await handle.close();
      const headers = { ...attachment(name, end - start + 1, 'application/octet-stream'), 'accept-ranges': 'bytes' };
      if (range === undefined) return new Response(bodyOf(stream), { headers });
      return new Response(bodyOf(stream), {
        status: 206,
        headers: { ...headers, 'content-range': `bytes ${start}-${end}/${bytes}` },
      });
    },
  },
];

function notThere(result: unknown) {
  const named = namedFile(result);
  return named === undefined
    ? problem(404, 'no-result-file', 'The result of this task names no file.')
    : problem(410, 'result-file-gone', 'The file of this task is not in the storage folder.');
}

function bodyOf(stream: Readable): ReadableStream {
  return Readable.toWeb(stream) as ReadableStream;
}

/** Never shown by the browser itself, whatever is in it. */
function attachment(name: string, bytes: number, type: string): Record<string, string> {
  const plain = name.replaceAll(/[^\w.\- ]/g, '_');
  return {
    'content-type': type,
    'content-length': String(Math.max(0, bytes)),
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
  };
}

/** One range of bytes; a header of another form means the whole file. */
function rangeOf(header: string | null, bytes: number): { start: number; end: number } | undefined | 'unsatisfiable' {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return start > end || start >= bytes ? 'unsatisfiable' : { start, end };
}
