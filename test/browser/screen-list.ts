import type { Page } from 'playwright-core';
import type { FilledWorld } from './fill-world.js';

export interface Screen {
  readonly name: string;
  readonly path: (tasks: FilledWorld) => string;
  /** Text that is there once the screen is complete; any language but English ends when `act` has ended. */
  readonly ready: string;
  /** Its pictures are not for the documentation. */
  readonly unshown?: true;
  /** What is opened before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const press = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
};

/** A change for the audit log. */
const patchNewsletter = (hidden: boolean): string => `fetch('api/v1/workers/newsletter', {
  method: 'PATCH',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ hidden: ${hidden} }),
})`;

/** Every screen of the page, each tab, and the dialogs that open over them. */
export const SCREENS: readonly Screen[] = [
  { name: 'overview', path: () => '', ready: 'Last tasks' },
  { name: 'tasks', path: () => 'tasks', ready: 'Rebuild the search index' },
  { name: 'tasks-failed', unshown: true, path: () => 'tasks?status=failed&worker=reports', ready: 'did not answer' },
  { name: 'tasks-none', unshown: true, path: () => 'tasks?q=nothing-has-this-name', ready: 'No task matches' },
  {
    name: 'tasks-bulk',
    path: () => 'tasks?status=failed',
    ready: 'did not answer',
    act: async (page) => {
      await page.getByLabel('Select all tasks shown').check();
      await page.getByRole('toolbar').getByRole('button', { name: 'Retry' }).click();
      await page.getByRole('dialog').getByText('are queued again').waitFor();
    },
  },
  { name: 'task-running', path: ({ longId }) => `tasks/${longId}`, ready: 'Batch 1 is indexed' },
  { name: 'task-failed', path: ({ failedId }) => `tasks/${failedId}`, ready: 'The bank refused the key' },
  { name: 'task-retried', path: ({ retriedId }) => `tasks/${retriedId}?tab=log`, ready: 'attempt 3' },
  {
    name: 'task-log-find',
    path: ({ doneId }) => `tasks/${doneId}?tab=log`,
    ready: '2 orders have no payment',
    act: async (page) => {
      await page.getByRole('searchbox').fill('orders');
      await page
        .locator('.log-find')
        .getByText(/^\d+ of \d+$/)
        .waitFor();
    },
  },
  {
    name: 'task-cancel',
    unshown: true,
    path: ({ longId }) => `tasks/${longId}`,
    ready: 'Batch 1 is indexed',
    act: press('Cancel'),
  },
  { name: 'task-options', unshown: true, path: ({ doneId }) => `tasks/${doneId}?tab=options`, ready: '"month"' },
  { name: 'task-result', path: ({ doneId }) => `tasks/${doneId}?tab=result`, ready: '412,300.50' },
  { name: 'task-rows', path: ({ rowsId }) => `tasks/${rowsId}`, ready: 'Odesa' },
  { name: 'task-file', path: ({ fileId }) => `tasks/${fileId}`, ready: 'Odesa' },
  {
    name: 'task-rerun',
    path: ({ doneId }) => `tasks/${doneId}`,
    ready: '412,300.50',
    act: async (page) => {
      await press('Run again with changes')(page);
      await page.getByRole('dialog').getByText('Other labels').waitFor();
    },
  },
  {
    name: 'task-delete',
    unshown: true,
    path: ({ failedId }) => `tasks/${failedId}`,
    ready: 'The bank refused the key',
    act: press('Delete'),
  },
  { name: 'workers', path: () => 'workers', ready: 'Product Management' },
  {
    name: 'workers-reorder',
    path: () => 'workers?q=stock',
    ready: 'Stock levels',
    act: press('Reorder'),
  },
  {
    name: 'workers-report',
    path: () => 'workers',
    ready: 'The licence key is missing',
    act: async (page) => {
      await page.getByRole('button', { name: '1 package was not taken' }).click();
      await page.getByLabel('Explain a package').fill('shop-broken');
      await press('Explain')(page);
      await page.getByText('This package is not taken').waitFor();
    },
  },
  {
    name: 'workers-discover',
    path: () => 'workers',
    ready: 'Product Management',
    act: async (page) => {
      await press('Discover')(page);
      await page.getByRole('dialog').getByText('packages looked at').waitFor();
    },
  },
  {
    name: 'workers-clean',
    unshown: true,
    path: () => 'workers',
    ready: 'Product Management',
    act: async (page) => {
      await press('Clean')(page);
      await page.getByRole('dialog').getByText('Nothing to change').waitFor();
    },
  },
  { name: 'worker-run', path: () => 'workers/reports?action=build_report', ready: 'Other labels' },
  { name: 'worker-upload', path: () => 'workers/reports?action=import_prices', ready: 'Choose a file' },
  {
    name: 'worker-long-name',
    unshown: true,
    path: () => 'workers/synchronisation_of_supplier_price_lists_and_availability_2026?tab=about',
    ready: 'The same in code',
  },
  { name: 'worker-settings', path: () => 'workers/reports?tab=settings', ready: 'Stored, not shown' },
  { name: 'worker-schedule', path: () => 'workers/reports?tab=schedule', ready: 'Every day at 03:00' },
  {
    name: 'worker-schedule-run',
    unshown: true,
    path: () => 'workers/reports?tab=schedule',
    ready: 'Every day at 03:00',
    act: async (page) => {
      await press('Run now')(page);
      await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).waitFor();
    },
  },
  { name: 'worker-tasks', path: () => 'workers/reports?tab=tasks', ready: 'Running' },
  { name: 'worker-widget', path: () => 'workers/stock?tab=widget', ready: 'Count again' },
  {
    name: 'worker-widget-action',
    path: () => 'workers/stock?tab=widget',
    ready: 'Count again',
    act: async (page) => {
      await press('Export: Odesa')(page);
      await page.getByRole('dialog').getByLabel('Folder').waitFor();
    },
  },
  { name: 'worker-widget-frame', unshown: true, path: () => 'workers/reports?tab=widget', ready: 'Sales reports' },
  { name: 'worker-about', path: () => 'workers/reports?tab=about', ready: 'The same in code' },
  {
    name: 'system',
    path: () => 'system',
    ready: 'Audit log',
    act: async (page) => {
      for (const hidden of [true, false]) await page.evaluate(patchNewsletter(hidden));
      await page.reload();
      await page.getByText('worker.change').first().waitFor();
    },
  },
  { name: 'not-found', unshown: true, path: () => 'no/such/place', ready: 'This address leads nowhere' },
  { name: 'preferences', unshown: true, path: () => 'system', ready: 'Audit log', act: press('Preferences') },
  { name: 'shortcuts', path: () => 'system', ready: 'Audit log', act: press('Keyboard shortcuts') },
];
