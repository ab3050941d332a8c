import assert from 'node:assert/strict';
import { basename } from 'node:path';

// oxlint-disable-next-line typescript/no-explicit-any -- each example gives facts of its own shape
type Facts = any;

/** What each example of `docs/guide` must have done. */
export const EXPECTED: Readonly<Record<string, (facts: Facts) => void>> = {
  'action-names': (facts) =>
    assert.deepEqual(facts, {
      actions: ['import', 'sync_stock', 'generate_report', 'send_emails', 'export_html', 'cleanup_old_data'],
      results: ['stock', 'stock', 'stock', 'stock'],
    }),
  'api-sync': (facts) =>
    assert.deepEqual(facts, {
      withoutKey: {
        statusText: 'failed',
        message: 'The API key was refused; set the setting `api_key`',
        result: null,
      },
      settings: { api_key: { $secret: true } },
      withKey: { statusText: 'completed', message: 'Synchronised 3 items', result: { synced: 3 } },
    }),
  'batch-chunks': (facts) =>
    assert.deepEqual(facts, { result: { processed: 250 }, message: 'Processed 250 products', firstPrice: 2 }),
  'clean-up': ({ olderThanAMonth, logs, completed, all, stats }) =>
    assert.deepEqual(
      { olderThanAMonth, logs, completed, all, pending: stats.pending, total: stats.total },
      {
        olderThanAMonth: 0,
        completed: 0,
        logs: 3,
        all: 3,
        pending: 1,
        total: 1,
      },
    ),
  'create-tasks': ({ urgent, planned, same, many, fromWorker }) => {
    assert.deepEqual([urgent.priority, urgent.userId, urgent.data], ['high', 42, { month: '2026-03' }]);
    assert.deepEqual([planned.status, planned.maxAttempts], ['pending', 5]);
    assert.ok(planned.startAt > new Date());
    assert.deepEqual(same, { id: true, created: false });
    assert.equal(many, 3);
    assert.deepEqual(fromWorker, [{ month: '2026-01' }, { month: '2026-02' }]);
  },
  'custom-logging': (facts) =>
    assert.deepEqual(facts, {
      good: ['info: Import started', 'warning: Item -2 was left out', 'info: Import ended', 'info: Seen by an admin'],
      bad: {
        status: 'failed',
        lines: ['info: Import started', 'warning: Item -1 was left out', 'error: Nothing could be imported'],
      },
    }),
  'download-file': ([good, gone]) => {
    assert.deepEqual(
      [good.status, good.message, good.progress.processed],
      ['completed', 'Downloaded price-list.csv', 200_000],
    );
    assert.equal(gone.status, 'failed');
    assert.match(gone.message, /^There is nothing at /);
  },
  'error-handling': (facts) =>
    assert.deepEqual(facts, {
      plain: { status: 'failed', message: 'Operation failed', error: 'Operation failed' },
      safe: { status: 'failed', message: 'Operation failed', exception: 'RangeError' },
    }),
  'execute-and-retry': (facts) =>
    assert.deepEqual(facts, {
      first: { completed: false, message: 'The shop is closed', canRetry: true, attempts: 1 },
      second: { completed: true, result: 'pulled', attempts: 2 },
    }),
  priorities: (facts) => assert.deepEqual(facts, { high: 1, order: ['high', 'normal', 'low'] }),
  'process-tasks': ({ lines, ten, fifty, byRunner, stats }) => {
    assert.deepEqual(
      lines,
      [1, 2, 3].map((id) => `Task #${id}: counter -> count`),
    );
    assert.deepEqual([ten, fifty, byRunner.completed, stats.completed, stats.total], [10, 50, 5, 65, 65]);
  },
  'product-worker': (facts) => {
    const [imported, synced, exported] = facts;
    assert.deepEqual(imported.result, { imported: 3, skipped: 1 });
    assert.deepEqual(synced.result, { synced: 1, unknown: ['X'] });
    assert.equal(exported.message, 'Exported 3 products');
    assert.equal(basename(exported.result.file), 'products-3.csv');
    assert.ok(facts.every(({ statusText }: Facts) => statusText === 'completed'));
  },
  'progress-basic': ({ last, first, lines }) => {
    assert.deepEqual([first.status, first.processed, first.message], ['running', 1, 'Item 1 of 1000']);
    assert.deepEqual([last.status, last.progress, last.processed, last.eta], ['completed', 100, 1000, '0s']);
    assert.ok(lines >= 2);
  },
  'progress-eta': ({ computed, own, texts }) => {
    assert.deepEqual([computed.processed, computed.message], [10_000, '10000 items processed']);
    assert.equal(own[0], '4m 20s');
    assert.deepEqual(texts, ['12s', '2m 10s', '1h 2m']);
  },
  'progress-stages': ({ result, message, progress, seen }) => {
    assert.deepEqual([result.sum, message, progress], [780, 'All stages are done', 100]);
    assert.deepEqual(
      seen,
      seen.toSorted((a: number, b: number) => a - b),
    );
    assert.deepEqual([seen[0], seen.includes(80), seen.at(-1)], [5, true, 95]);
  },
  'read-logs': ({ download, ...facts }) => {
    assert.deepEqual(facts, {
      all: 21,
      last: ['Line 19', 'Line 20', 'The end'],
      errors: ['The end'],
      afterClearing: 0,
    });
    assert.deepEqual([download.fileName, download.lines], ['stask-1.jsonl', 21]);
    assert.ok(download.size > 21 * 20);
  },
  'retry-logic': ({ second, never, polite, logs }) => {
    assert.deepEqual([second.statusText, second.attempts, second.result], ['completed', 2, 'worked at attempt 2']);
    assert.deepEqual([never.statusText, never.attempts, never.message], ['failed', 3, 'Failed at attempt 3']);
    assert.deepEqual([polite.statusText, polite.attempts], ['pending', 0]);
    assert.deepEqual(logs, [
      'warning: Attempt 1 failed, there will be another',
      'warning: Attempt 1 of 3 failed, the next follows at once: Failed at attempt 1',
      'warning: Attempt 2 failed, there will be another',
      'warning: Attempt 2 of 3 failed, the next follows at once: Failed at attempt 2',
      'error: All 3 attempts failed',
      'error: Failed at attempt 3 of 3: Failed at attempt 3',
    ]);
  },
  schedule: ({ previews, plannedIsNext, pendingAfterwards, manual, outside }) => {
    const shown = Object.entries<Date[]>(previews).map(([name, dates]) => [name, ...dates.map((at) => at.toJSON())]);
    assert.deepEqual(shown, [
      ['nightly', '2026-05-01T03:30:00.000Z', '2026-05-02T03:30:00.000Z'],
      ['shopHours', '2026-05-01T05:00:00.000Z', '2026-05-01T06:00:00.000Z'],
      ['cron', '2026-05-04T09:00:00.000Z', '2026-05-11T09:00:00.000Z'],
      ['once', '2026-06-01T12:00:00.000Z'],
    ]);
    assert.deepEqual([plannedIsNext, pendingAfterwards], [true, 0]);
    assert.equal(manual, 'made with the schedule type none');
    assert.equal(outside, 'Left out: outside of the schedule');
  },
  'statuses-and-queries': ({ waiting, completed, words, counts }) => {
    assert.deepEqual([waiting, completed], ['waits to be processed', 'has ended: completed']);
    assert.ok(words.includes('80 completed') && words.includes('110 cancelled'));
    assert.deepEqual(counts, {
      pending: 1,
      running: 0,
      completed: 1,
      failed: 1,
      cancelled: 1,
      incomplete: 1,
      wells: 2,
      recentFailures: 1,
    });
  },
  validation: ({ problems, missing, here }) => {
    assert.deepEqual(problems.toSorted(), ['/extra', '/file', '/user_id']);
    assert.deepEqual(missing, {
      status: 'failed',
      message: 'The file does not exist: /does/not/exist',
      attempts: 1,
    });
    assert.equal(here.user, 1);
  },
  'worker-settings': ({ before, after, fromHost }) => {
    assert.deepEqual(before, {
      endpoint: 'https://default.example.org',
      timeout: 30,
      absent: 'fallback',
      hasKey: false,
    });
    assert.deepEqual([after.endpoint, after.timeout, after.hasKey], ['https://api.example.org', 90, true]);
    assert.deepEqual(fromHost.api, { timeout: 90, retries: 2 });
    assert.deepEqual(fromHost.api_key, { $secret: true });
  },
};
