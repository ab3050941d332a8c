import type { LogRecord } from '../../tasks/task.js';
import { downloadTaskLog } from '../../tasks/read-task-log.js';
import { attachment, bodyOf } from '../attachment.js';
import { json, type Call, type Route } from '../call.js';
import { readLogPage } from '../log-page.js';
import { problem } from '../problem.js';
import { wholeNumber } from './query.js';

const LEVELS: readonly LogRecord['level'][] = ['info', 'warning', 'error'];
const MAX_TEXT = 200;

export const taskLogRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/tasks/:task/log',
    permission: 'tasks.logs',
    summary: 'Lines of the log: the last ones, those before or those after a position',
    query: {
      after: '`next` or `n` of the last line seen',
      before: '`first` of the page seen, for the lines in front of it',
      level: LEVELS.join(', '),
      q: 'part of the message or of the context, whatever its case',
      limit: 'at most 1000, default 200',
    },
    answers: [200],
    handle: async (call) => json(await readLogPage(call.stask.options.storagePath, call.task.id, logQuery(call))),
  },
  {
    method: 'GET',
    path: '/tasks/:task/log.jsonl',
    permission: 'tasks.logs',
    summary: 'The whole log as a file, one JSON record a line',
    content: { 'application/jsonl': {} },
    answers: [200],
    async handle({ stask, task }) {
      const { fileName, stream, size } = await downloadTaskLog(stask.options.storagePath, task.id);
      return new Response(bodyOf(stream), { headers: attachment(fileName, size, 'application/jsonl') });
    },
  },
];

function logQuery({ query }: Call) {
  const after = positionOf(query, 'after');
  const before = positionOf(query, 'before');
  const level = levelOf(query);
  const text = query.get('q')?.trim().slice(0, MAX_TEXT) ?? '';
  return {
    limit: wholeNumber(query, 'limit', 200, 1_000),
    ...(level === undefined ? {} : { level }),
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
    ...(text === '' ? {} : { text }),
  };
}

function levelOf(query: URLSearchParams): LogRecord['level'] | undefined {
  const word = query.get('level') ?? '';
  if (word === '') return undefined;
  const level = LEVELS.find((one) => one === word);
  if (level !== undefined) return level;
  throw problem(400, 'query-invalid', `The parameter "level" is one of ${LEVELS.join(', ')}.`, {
    params: { name: 'level' },
  });
}

function positionOf(query: URLSearchParams, name: 'after' | 'before'): number | undefined {
  const text = query.get(name) ?? '';
  if (text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw problem(400, 'query-invalid', `The parameter "${name}" is a whole number.`, { params: { name } });
}
