import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Stask } from 'stask';
import { BaseWorker, nonRetryable, type TaskContext } from 'stask/worker';
import { useWorker } from './use-worker.js';

export class DownloadWorker extends BaseWorker {
  identifier(): string {
    return 'download';
  }

  /** Streams to a part file that gets its name when it is whole. */
  async taskDownload(task: TaskContext, { url, folder }: { url: string; folder: string }): Promise<void> {
    const response = await fetch(url, { signal: task.signal });
    if (response.status === 404) throw nonRetryable(`There is nothing at ${url}`);
    if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);

    const total = Number(response.headers.get('content-length') ?? 0);
    let processed = 0;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        processed += chunk.length;
        task.progress({ processed, total, message: `${formatBytes(processed)} of ${formatBytes(total)}` });
        done(null, chunk);
      },
    });

    const name = basename(new URL(url).pathname) || 'download';
    const file = join(folder, name);
    const part = `${file}.${task.id}.part`;
    await mkdir(folder, { recursive: true });
    try {
      await pipeline(Readable.fromWeb(response.body), count, createWriteStream(part), { signal: task.signal });
      await rename(part, file);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    await this.markFinished(task, { file, bytes: processed }, `Downloaded ${name}`);
  }
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = Math.min(bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${Math.round((bytes / 1024 ** power) * 100) / 100} ${units[power]}`;
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, DownloadWorker);
  const server = createServer(({ url }, response) => {
    if (url !== '/price-list.csv') return response.writeHead(404).end();
    return response.writeHead(200, { 'content-length': 200_000 }).end(Buffer.alloc(200_000, 'x'));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = join(stask.options.storagePath, 'downloads');
  try {
    const ends = [];
    for (const path of ['/price-list.csv', '/gone.csv']) {
      const data = { url: `${origin}${path}`, folder };
      const { id } = await stask.create({ identifier: 'download', action: 'download', data });
      await stask.execute(id);
      const task = await stask.getTask(id);
      ends.push({ status: task.statusText, message: task.message, progress: await task.getProgress() });
    }
    return ends;
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}
