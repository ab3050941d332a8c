import { defineWorker } from 'stask/worker';

const days = (title) => ({ type: 'integer', title, minimum: 1, maximum: 36_500 });
const ages = {
  tasks_days: days('Days that ended tasks are kept'),
  logs_days: days('Days that logs and results are kept'),
  uploads_days: days('Days that uploads are kept'),
};
const DEFAULT_DAYS = { tasks_days: 30, logs_days: 30, uploads_days: 30 };
const PARTS = ['clean', 'rescan', 'check_database'];

export default defineWorker({
  identifier: 'maintenance',
  title: 'Maintenance',
  description: 'Cleans old tasks, logs and uploads, rescans workers and checks the database.',
  icon: 'wrench',
  settings: { ...DEFAULT_DAYS, make: PARTS },
  settingsSchema: {
    type: 'object',
    properties: {
      ...ages,
      make: {
        type: 'array',
        title: 'What the schedule runs',
        items: {
          oneOf: [
            { const: 'clean', title: 'Clean up' },
            { const: 'rescan', title: 'Rescan workers' },
            { const: 'check_database', title: 'Check the database' },
          ],
        },
        uniqueItems: true,
      },
    },
  },
  actions: {
    clean: {
      title: 'Clean up',
      description: 'Deletes old ended tasks, logs and uploads; the days are those of the settings unless given',
      options: { type: 'object', properties: ages, additionalProperties: false },
      maxAttempts: 1,
      concurrency: 1,
      async run(task, options) {
        const result = await clean(task, this.getMaintenance(), { ...task.settings, ...options });
        await this.markFinished(task, result, cleanedText(result));
      },
    },
    rescan: {
      title: 'Rescan workers',
      description: 'Finds out which registered workers changed, broke or are gone; removes nothing',
      maxAttempts: 1,
      concurrency: 1,
      async run(task) {
        const result = await rescan(task, this.getMaintenance());
        await this.markFinished(task, result, rescannedText(result));
      },
    },
    check_database: {
      title: 'Check the database',
      description: 'Looks for damage, tasks without a worker and forgotten runs; fails when it finds any',
      maxAttempts: 1,
      concurrency: 1,
      async run(task) {
        const findings = await check(task, this.getMaintenance());
        const bad = findings.filter(({ ok }) => !ok);
        if (bad.length > 0) await this.markFailed(task, foundText(bad));
        else await this.markFinished(task, { findings }, 'The database is in order');
      },
    },
    make: {
      title: 'Maintain',
      description: 'What the schedule runs: the parts named in the settings',
      concurrency: 1,
      async run(task) {
        const host = this.getMaintenance();
        const parts = task.settings.make ?? PARTS;
        const result = {
          ...(parts.includes('clean') && { clean: await clean(task, host, task.settings) }),
          ...(parts.includes('rescan') && { rescan: await rescan(task, host) }),
          ...(parts.includes('check_database') && { findings: await check(task, host) }),
        };
        const bad = (result.findings ?? []).filter(({ ok }) => !ok);
        if (bad.length > 0) return this.markFailed(task, foundText(bad));
        const texts = [result.clean && cleanedText(result.clean), result.rescan && rescannedText(result.rescan)];
        return this.markFinished(task, result, texts.filter(Boolean).join('. ') || 'Done');
      },
    },
  },
});

async function clean(task, host, settings) {
  const kept = { ...DEFAULT_DAYS, ...settings };
  const steps = [
    { what: 'tasks', step: () => host.cleanOldTasks({ days: kept.tasks_days }) },
    { what: 'logs', step: () => host.cleanOldLogs({ days: kept.logs_days }) },
    { what: 'uploads', step: () => host.cleanOldUploads({ days: kept.uploads_days }) },
  ];
  const deleted = {};
  for (const [index, { what, step }] of steps.entries()) {
    task.signal.throwIfAborted();
    const count = await step();
    deleted[what] = count;
    task.progress({ processed: index + 1, total: steps.length, message: `${count} ${what} deleted` });
  }
  return deleted;
}

async function rescan(task, host) {
  task.signal.throwIfAborted();
  const found = await host.rescanWorkers();
  for (const [level, names] of [
    ['broken', found.broken],
    ['missing', found.missing],
  ])
    if (names.length > 0) task.log.warning(`Workers that are ${level}: ${names.join(', ')}`);
  if (!found.complete) task.log.warning('Not everything could be read; `stask doctor` says more.');
  return found;
}

async function check(task, host) {
  task.signal.throwIfAborted();
  const findings = await host.checkDatabase();
  for (const { check: name, ok, detail } of findings) task.log[ok ? 'info' : 'error'](`${name}: ${detail}`);
  return findings;
}

function cleanedText({ tasks, logs, uploads }) {
  return `${tasks} tasks, ${logs} log files and ${uploads} uploads deleted`;
}

function rescannedText({ changed, broken, missing }) {
  return `${changed.length} workers changed, ${broken.length} are broken, ${missing.length} missing`;
}

function foundText(bad) {
  return bad.map(({ check: name, detail }) => `${name}: ${detail}`).join(' ');
}
