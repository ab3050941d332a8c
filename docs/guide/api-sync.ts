import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Stask } from 'stask';
import { BaseWorker, nonRetryable, retryLater, type JsonObject, type TaskContext } from 'stask/worker';
import { useWorker } from './use-worker.js';

export class SyncWorker extends BaseWorker {
  /** `writeOnly` makes the key a secret: the worker reads it, the admin and the terminal never show it. */
  readonly settingsSchema = { type: 'object', properties: { api_key: { type: 'string', writeOnly: true } } };
  readonly synced: string[] = [];

  identifier(): string {
    return 'sync';
  }

  override settings(): JsonObject {
    return { api_key: '' };
  }

  async taskApiSync(task: TaskContext, { url }: { url: string }): Promise<unknown> {
    task.progress({ progress: 10, message: 'Fetching' });
    const headers = { authorization: `Bearer ${this.getConfig('api_key', '')}` };
    const response = await fetch(url, { headers, signal: task.signal });
    if (response.status === 429) return retryLater(30_000);
    if (response.status === 401) throw nonRetryable('The API key was refused; set the setting `api_key`');
    const items: unknown = await response.json();
    if (!Array.isArray(items)) throw new TypeError('The API did not answer with a list');

    for (const [index, item] of items.entries()) {
      this.synced.push(String(item));
      const processed = index + 1;
      const message = `${processed} of ${items.length}`;
      task.progress({ progress: 10 + (processed / items.length) * 80, processed, total: items.length, message });
    }
    task.progress({ progress: 95, message: 'Cleaning up' });
    await this.markFinished(task, { synced: items.length }, `Synchronised ${items.length} items`);
    return undefined;
  }
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, SyncWorker);
  const server = createServer(({ headers }, response) => {
    if (headers.authorization !== 'Bearer right') return response.writeHead(401).end();
    return response.writeHead(200, { 'content-type': 'application/json' }).end('["a","b","c"]');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/items`;
  const run = async (): Promise<object> => {
    const { id } = await stask.create({ identifier: 'sync', action: 'api_sync', data: { url } });
    await stask.execute(id);
    const { statusText, message, result } = await stask.getTask(id);
    return { statusText, message, result };
  };
  try {
    const withoutKey = await run();
    const settings = await stask.updateSettings('sync', { api_key: 'right' });
    return { withoutKey, settings, withKey: await run() };
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}
