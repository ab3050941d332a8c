import { STASK_VERSION } from '../version.js';
import type { SessionInfo } from '../api.js';
import { json, type Route } from '../call.js';

export const PAGE_SIZE = 50;

export const sessionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    permission: null,
    summary: 'Who is signed in, what they may do, and limits',
    answers: [200],
    async handle({ access, parts, stask }) {
      const visible = await access.workersWith('workers.read');
      const workers = (await parts.workers()).filter(
        ({ identifier }) => visible === undefined || visible.includes(identifier),
      );
      const info: SessionInfo = {
        name: 'stask',
        version: STASK_VERSION,
        user: { id: access.userId, name: access.userName },
        permissions: await access.permissions(),
        scopes: [...new Set(workers.map(({ scope }) => scope))].toSorted(),
        locale: parts.options.locale,
        limits: {
          maxUploadBytes: parts.options.upload.maxBytes,
          maxDataBytes: stask.options.maxDataBytes,
          pageSize: PAGE_SIZE,
        },
      };
      return json(info);
    },
  },
];
