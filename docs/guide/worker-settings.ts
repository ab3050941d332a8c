import type { Stask } from 'stask';
import { BaseWorker, type JsonObject } from 'stask/worker';
import { useWorker } from './use-worker.js';

/** Defaults, a schema that checks them and becomes the admin's form, and the three ways to use settings. */
export class ApiWorker extends BaseWorker {
  readonly settingsSchema = {
    type: 'object',
    properties: {
      endpoint: { type: 'string', format: 'uri', title: 'API endpoint' },
      api_key: { type: 'string', writeOnly: true, title: 'API key' },
      api: { type: 'object', properties: { timeout: { type: 'integer', minimum: 1, title: 'Timeout in seconds' } } },
    },
  };

  identifier(): string {
    return 'api';
  }

  override settings(): JsonObject {
    return { endpoint: 'https://default.example.org', api_key: '', api: { timeout: 30, retries: 2 } };
  }

  /** Only for what the generated form cannot show; the admin puts it into a sandboxed frame. */
  renderSettings(): string {
    return `<p>Requests go to ${escapeHtml(this.getConfig('endpoint', ''))}.</p>`;
  }

  /** Reads: a plain call, no waiting. */
  taskShow(): JsonObject {
    return {
      endpoint: this.getConfig('endpoint', ''),
      timeout: this.getConfig('api.timeout', 60),
      absent: this.getConfig('api.absent', 'fallback'),
      hasKey: this.getConfig('api_key', '') !== '',
    };
  }

  /** Writes: resolves when it is stored. */
  async taskConfigure(): Promise<void> {
    await this.setConfig('endpoint', 'https://api.example.org');
    await this.updateConfig({ api_key: 'from-the-worker', api: { timeout: 45 } });
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, ApiWorker);
  const show = async (): Promise<unknown> => {
    const task = await stask.create({ identifier: 'api', action: 'show' });
    await stask.execute(task);
    return (await stask.getTask(task.id)).result;
  };
  const before = await show();
  await stask.execute(await stask.create({ identifier: 'api', action: 'configure' }));
  const fromHost = await stask.updateSettings('api', { 'api.timeout': 90 });
  return { before, after: await show(), fromHost };
}
