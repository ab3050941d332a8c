import { defineWorker, nonRetryable } from 'stask/worker';
import { checkUrl } from './check-url.js';

const MAX_URLS = 1000;
const PARALLEL = 8;

const urls = { type: 'array', items: { type: 'string', format: 'uri', pattern: '^https?://' }, maxItems: MAX_URLS };
const timeout = { type: 'number', title: 'Time limit in seconds', exclusiveMinimum: 0, maximum: 300 };

export default defineWorker({
  identifier: 'http_check',
  title: 'Address check',
  description: 'Checks that addresses answer, in time and with the right text.',
  icon: 'globe',
  settings: { urls: [], timeout: 10, expect_text: '', token: '', token_origin: '' },
  settingsSchema: {
    type: 'object',
    properties: {
      urls: { ...urls, title: 'Addresses' },
      timeout,
      expect_text: { type: 'string', title: 'Text that each page must contain' },
      token: { type: 'string', title: 'Bearer token', format: 'password', writeOnly: true },
      token_origin: {
        type: 'string',
        title: 'Origin that gets the token',
        description: 'Such as https://shop.example; no other address gets it.',
      },
    },
  },
  actions: {
    check: {
      title: 'Check addresses',
      description: 'The given addresses, or those in the settings',
      options: {
        type: 'object',
        properties: { urls: { ...urls, title: 'Addresses', minItems: 1 }, timeout, expect_text: { type: 'string' } },
        additionalProperties: false,
      },
      run: (task, options) => checkAll(task, { ...task.settings, ...options }),
    },
    make: {
      title: 'Check the addresses of the settings',
      description: 'What the schedule runs; fails when an address fails',
      run: async (task) => {
        const report = await checkAll(task, task.settings);
        if (report.failed > 0) throw new Error(summaryOf(report));
        return report;
      },
    },
  },
});

async function checkAll(task, { urls: wanted = [], timeout: seconds = 10, ...rest }) {
  if (wanted.length === 0) {
    throw nonRetryable(
      'No addresses. Give them as option "urls" or set them: `stask settings http_check --set urls=["https://…"]`.',
    );
  }
  const results = [];
  const queue = wanted.entries();
  const checkNext = async () => {
    for (const [index, url] of queue) {
      task.signal.throwIfAborted();
      const result = await checkUrl(url, checkOptions(task, url, seconds, rest));
      results[index] = result;
      if (!result.ok)
        task.log.warning(`${url}: ${result.problem}`, { status: result.status, latencyMs: result.latencyMs });
      const processed = results.filter(Boolean).length;
      task.progress({ processed, total: wanted.length, message: `${url} ${result.ok ? 'answers' : 'fails'}` });
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, wanted.length) }, checkNext));
  const report = { checked: results.length, failed: results.filter(({ ok }) => !ok).length, results };
  await task.update({ message: summaryOf(report) });
  return report;
}

function checkOptions(task, url, seconds, { expect_text: expectText = '', token = '', token_origin: origin = '' }) {
  const headers = token !== '' && new URL(url).origin === origin ? { authorization: `Bearer ${token}` } : {};
  return { timeoutMs: Math.ceil(seconds * 1000), expectText, headers, signal: task.signal };
}

function summaryOf({ checked, failed, results }) {
  const names = results
    .filter(({ ok }) => !ok)
    .slice(0, 3)
    .map(({ url, problem }) => `${url} (${problem})`);
  if (failed === 0) return `All ${checked} addresses answer`;
  return `${failed} of ${checked} addresses fail: ${names.join(', ')}${failed > 3 ? ' …' : ''}`;
}
