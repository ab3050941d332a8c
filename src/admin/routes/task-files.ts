import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { attachment, bodyOf } from '../attachment.js';
import { json, type Route } from '../call.js';
import { problem } from '../problem.js';
import { previewOf } from '../result-preview.js';
import { namedFile, resultFileOf } from '../task-result.js';
import { wholeNumber } from './query.js';

export const taskFileRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/tasks/:task/download',
    permission: 'tasks.payload',
    summary: 'The file that the result names; `Range` is honoured',
    headers: { Range: 'one range of bytes' },
    content: { 'application/octet-stream': {} },
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
  {
    method: 'GET',
    path: '/tasks/:task/result/preview',
    permission: 'tasks.payload',
    summary: 'The first rows of a result that is a table: a file of CSV, JSON or JSON lines, or a list',
    query: { rows: 'at most 200, default 50' },
    answers: [200],
    async handle({ stask, task, query }) {
      const rows = wholeNumber(query, 'rows', 50, 200);
      const file = await resultFileOf(stask.options.storagePath, task);
      if (file === undefined && namedFile(task.result) !== undefined) throw notThere(task.result);
      const preview = await previewOf(task.result, file, rows);
      if (preview !== undefined) return json(preview);
      throw problem(404, 'no-preview', 'The result of this task is no table.');
    },
  },
];

function notThere(result: unknown) {
  const named = namedFile(result);
  return named === undefined
    ? problem(404, 'no-result-file', 'The result of this task names no file.')
    : problem(410, 'result-file-gone', 'The file of this task is not in the storage folder.');
}

/** One range of bytes; a header of another form means the whole file. */
function rangeOf(header: string | null, bytes: number): { start: number; end: number } | undefined | 'unsatisfiable' {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return start > end || start >= bytes ? 'unsatisfiable' : { start, end };
}
