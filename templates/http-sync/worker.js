import { defineWorker, nonRetryable, retryLater } from 'stask/worker';

export default defineWorker({
  identifier: '__identifier__',
  title: '__title__',
  description: '__description__',
  settings: {
    url: '',
    api_key: '',
    timeout: 30,
    schedule: { type: 'periodic', enabled: false, frequency: 'hourly', time: '*:00' },
  },
  settingsSchema: {
    type: 'object',
    properties: {
      url: {
        type: 'string',
        title: 'Address',
        description: 'Answers ?page=1, 2, … with a JSON list; empty at the end.',
      },
      api_key: { type: 'string', title: 'API key', writeOnly: true },
      timeout: { type: 'number', title: 'Time limit of one request in seconds', minimum: 1, maximum: 600 },
    },
  },
  actions: {
    // An action called `make` can run on a schedule.
    make: {
      title: 'Synchronise',
      maxAttempts: 5,
      async run(task) {
        const url = this.getConfig('url', '');
        if (url === '') throw nonRetryable('Give the setting "url".');
        let synced = 0;
        for (let page = 1; ; page++) {
          const items = await fetchPage(url, page, {
            apiKey: this.getConfig('api_key', ''),
            signal: AbortSignal.any([task.signal, AbortSignal.timeout(1_000 * this.getConfig('timeout', 30))]),
          });
          if (items.length === 0) break;
          await saveItems(items);
          synced += items.length;
          task.progress({ processed: synced, message: `Page ${page}, ${synced} items` });
        }
        task.log.info('Synchronised', { synced });
        return { synced };
      },
    },
  },
});

async function fetchPage(url, page, { apiKey, signal }) {
  const address = new URL(url);
  address.searchParams.set('page', String(page));
  const headers = { accept: 'application/json', ...(apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }) };
  const response = await fetch(address, { headers, signal, redirect: 'error' });
  if (response.status === 429) throw retryLater(1_000 * (Number(response.headers.get('retry-after')) || 60));
  if (response.status >= 400 && response.status < 500) {
    throw nonRetryable(`${address.host} answered ${response.status}; look at the settings "url" and "api_key".`);
  }
  if (!response.ok) throw new Error(`${address.host} answered ${response.status}.`);
  const items = await response.json();
  if (!Array.isArray(items)) throw nonRetryable(`${address.host} did not answer with a list.`);
  return items;
}

/** Writes items to where they belong: your database, a file, another API. */
async function saveItems(items) {
  console.log(`${items.length} items to save`);
}
