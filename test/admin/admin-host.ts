import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStask, type Stask } from 'stask';
import { BaseWorker, Action, type TaskContext } from 'stask/worker';

/** Markup that must never run. */
export const MARKUP = `<img src=x onerror="alert(1)"></script><script>alert(2)</script>`;

export class MailWorker extends BaseWorker {
  override identifier(): string {
    return 'mail';
  }
  override scope(): string {
    return 'shop';
  }
  override title(): string {
    return `Mail ${MARKUP}`;
  }
  override settings() {
    return { sender: 'a@example.org', api_key: '', upload: { extensions: ['csv'], maxBytes: 3_000_000 } };
  }
  settingsSchema = {
    type: 'object',
    properties: {
      sender: { type: 'string', format: 'email' },
      api_key: { type: 'string', writeOnly: true },
      upload: { type: 'object' },
    },
  };
  renderWidget(): string {
    return `<p>${MARKUP}</p>`;
  }
  @Action({
    title: 'Send',
    options: {
      type: 'object',
      properties: {
        limit: { type: 'integer', minimum: 1, default: 5 },
        file: { type: 'string', format: 'file' },
        password: { type: 'string', format: 'password' },
      },
      additionalProperties: false,
    },
  })
  async taskSend(task: TaskContext, { limit }: { limit: number }) {
    task.progress({ processed: limit, total: limit, message: MARKUP });
    task.log.info(MARKUP, { html: MARKUP });
    return { html: MARKUP, token: 'secret' };
  }
  async taskMake(): Promise<void> {}
  async taskBreak(): Promise<void> {
    throw new Error(`broken ${MARKUP}`);
  }
  async taskWrite(task: TaskContext, { file }: { file: string }) {
    await this.markFinished(task, file, 'written');
  }
}

export class StockWorker extends BaseWorker {
  override identifier(): string {
    return 'stock';
  }
  override scope(): string {
    return 'store';
  }
  async taskSync(): Promise<void> {}
}

export interface TestHost {
  readonly stask: Stask;
  readonly storagePath: string;
  close(): Promise<void>;
}

/** A host of its own on an embedded database, with two active workers of two scopes. */
export async function createHost(database?: string): Promise<TestHost> {
  const cwd = await mkdtemp(join(tmpdir(), 'stask-admin-'));
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ name: 'admin-host', private: true }));
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const stask = await createStask({
    cwd,
    autoDiscover: false,
    migrate: true,
    logger: silent,
    ...(database === undefined ? {} : { database }),
  });
  await stask.registerWorker(MailWorker);
  await stask.registerWorker(StockWorker);
  await stask.activateWorker('mail');
  await stask.activateWorker('stock');
  return {
    stask,
    storagePath: stask.options.storagePath,
    async close() {
      await stask.close();
      await rm(cwd, { recursive: true, force: true });
    },
  };
}
