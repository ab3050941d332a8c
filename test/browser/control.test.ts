import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { AdminWorld } from './admin-world.js';
import type { FilledWorld } from './fill-world.js';
import { skipWithoutBrowser } from './open-page.js';
import { openVisit, type Visit } from './open-visit.js';
import { waitUntil } from './wait-until.js';

describe('controlling workers and tasks in the browser', { skip: skipWithoutBrowser }, () => {
  let visit: Visit;
  let world: AdminWorld;
  let tasks: FilledWorld;
  let page: Page;
  let faults: string[];

  before(async () => {
    visit = await openVisit();
    ({ world, tasks, page, faults } = visit);
  });
  after(() => visit?.close());
  const open = (path: string): Promise<void> => visit.open(path);
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

  test('an action runs from its form, and its errors stand at their fields', async () => {
    await open('workers/reports?action=build_report');
    await page.getByLabel('Heading').fill('Week 47');
    await page.getByLabel('Copies').fill('7');
    await page.getByLabel('Other labels').fill('{"total":"Sum"}');
    await button('Run').click();
    await page.waitForURL(/tasks\/\d+$/);
    await page.getByRole('tab', { name: 'Options' }).click();
    await page.getByText('Week 47').waitFor();
    const id = Number(/tasks\/(\d+)/.exec(page.url())?.[1]);
    const { data } = await world.stask.getTask(id);
    assert.deepEqual(data, { period: 'week', title: 'Week 47', format: 'pdf', copies: 7, labels: { total: 'Sum' } });

    await page.getByText('Completed').first().waitFor();
    await button('Run again with changes').click();
    await page.getByRole('dialog').getByLabel('Other labels').fill('[1]');
    await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('dialog').locator('.field-error').first().waitFor();
    await page.keyboard.press('Escape');
  });

  test('a running task shows its progress as it happens and stops when cancelled', async () => {
    await open(`tasks/${tasks.longId}`);
    await page.locator('.live-live').waitFor();
    const lines = page.locator('.log-line');
    await lines.first().waitFor();
    const shown = await lines.count();
    await waitUntil('new log lines appear by themselves', async () => (await lines.count()) > shown);
    await button('Cancel').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.page-title').getByText('Cancelled').waitFor();
  });

  test('filters are in the address, and all that match are cancelled after their number is typed', async () => {
    const planned = Array.from({ length: 12 }, () => ({
      identifier: 'reports',
      action: 'reconcile',
      data: {},
      startAt: new Date(Date.now() + 86_400_000),
      userId: 'bulk',
    }));
    await world.stask.createMany(planned);
    await open('tasks?user=bulk');
    await button('Pending').click();
    await page.waitForURL(/status=pending/);
    await page.getByLabel('Select all tasks shown').check();
    await button('Select all that match the filters').click();
    await page.getByText('all 12 tasks that match').waitFor();
    await page.getByRole('toolbar').getByRole('button', { name: 'Cancel' }).click();
    const confirm = page.getByRole('dialog').getByRole('button', { name: /Cancel/ });
    assert.equal(await confirm.isDisabled(), true);
    await page.getByLabel('Type 12 to confirm').fill('12');
    await confirm.click();
    await page.getByText('12 tasks changed').waitFor();
    await page.getByText('No task matches').waitFor();
    await page.reload();
    assert.equal(await button('Pending').getAttribute('aria-pressed'), 'true');
    assert.equal(await page.getByLabel('Started by').inputValue(), 'bulk');
  });

  test('new tasks wait behind a button instead of moving the rows', async () => {
    await open('tasks');
    await page.locator('.live-live').waitFor();
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    const top = await rows.first().innerText();
    await world.stask.create({
      identifier: 'product',
      action: 'export',
      data: {},
      startAt: new Date(Date.now() + 1e8),
    });
    await button(/Show 1 new task/).waitFor();
    assert.equal((await rows.first().innerText()).split('\n')[0], top.split('\n')[0]);
    await button(/Show 1 new task/).click();
    await rows.first().getByText('Export products').waitFor();
  });

  test('settings keep secrets that are not touched and say what is wrong', async () => {
    await open('workers/reports?tab=settings');
    await page.getByText('Stored, not shown').waitFor();
    assert.equal((await page.content()).includes('top-secret'), false);
    await page.getByLabel('Address').fill('https://orders.example.com/v3');
    await button('Save').click();
    await page.getByText('Saved').waitFor();
    const saved = (await world.stask.getSettings('reports')) as { api: { url: string; token: unknown } };
    assert.deepEqual([saved.api.url, saved.api.token], ['https://orders.example.com/v3', { $secret: true }]);

    await page.getByLabel('Currency').evaluate('(input) => input.removeAttribute("pattern")');
    await page.getByLabel('Currency').fill('hryvnia');
    await button('Save').click();
    await page
      .locator('.field', { has: page.getByLabel('Currency') })
      .locator('.field-error')
      .first()
      .waitFor();
  });

  test('a schedule shows its next five runs before it is saved', async () => {
    await open('workers/reports?tab=schedule');
    await page.getByText('Every few minutes between two hours').click();
    await page.locator('label.field', { hasText: 'Every' }).locator('select').selectOption('every_30min');
    await page.getByText('Every 30 minutes from 09:00 to 18:00').waitFor();
    await waitUntil('five runs are shown', async () => (await page.locator('.next tbody tr').count()) === 5);
    await button('Save').click();
    await page.getByText('The schedule is saved').waitFor();
    const { schedule } = (await world.stask.getSettings('reports')) as { schedule: { interval: string } };
    assert.equal(schedule.interval, 'every_30min');
  });

  test('a run at a local time that the clock skips or repeats is warned of', async () => {
    const year = new Date().getFullYear() + 1;
    await open('workers/reports?tab=schedule');
    await page.getByRole('radio', { name: 'Once' }).check();
    await page.getByLabel('Time zone').fill('Europe/Kyiv');
    await page.getByLabel('Date and time').fill(`${lastSunday(year, 3)}T03:30`);
    await page.getByText('the clock jumps over 03:30, so the run starts right after, at 04:00').waitFor();
    await page.getByLabel('Date and time').fill(`${lastSunday(year, 10)}T03:30`);
    await page.getByText('03:30 comes twice').waitFor();
    await page.getByLabel('Date and time').fill(`${lastSunday(year, 10)}T05:30`);
    await page.getByText('03:30 comes twice').waitFor({ state: 'detached' });
  });

  test('what a schedule starts can be started now, with options, and the schedule stays as it was', async () => {
    const stored = await world.stask.getSettings('reports');
    await open('workers/reports?tab=schedule');
    await button('Run now').click();
    const dialog = page.getByRole('dialog', { name: 'Run Nightly report' });
    await dialog.getByRole('button', { name: 'Run', exact: true }).click();
    await page.waitForURL(/tasks\/\d+/);
    const { action } = await world.stask.getTask(Number(/tasks\/(\d+)/.exec(page.url())?.[1]));
    assert.equal(action, 'make');
    assert.deepEqual(await world.stask.getSettings('reports'), stored);
  });

  test('a file is uploaded in chunks and becomes the value of its option', async () => {
    const file = join(world.folder, 'prices.csv');
    await writeFile(file, `sku,price\n${'P-1,10\n'.repeat(1_000_000)}`);
    await open('workers/reports?action=import_prices');
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('prices.csv is uploaded').waitFor();
    await button('Run').click();
    await page.waitForURL(/tasks\/\d+/);
    await page.getByRole('tab', { name: 'Result' }).click();
    await waitUntil('the task has ended', async () => {
      const task = await world.stask.getTask(Number(/tasks\/(\d+)/.exec(page.url())?.[1]));
      return task.isFinished();
    });
    const task = await world.stask.getTask(Number(/tasks\/(\d+)/.exec(page.url())?.[1]));
    const { file: path } = task.result as { file: string };
    assert.equal((await readFile(path, 'utf8')).length, (await readFile(file, 'utf8')).length);
  });

  test('workers are activated, hidden and reordered, and a scan shows what it would change', async () => {
    await open('workers');
    await button('Activate Newsletter').click();
    await button('Deactivate Newsletter').waitFor();
    await button('Hide Newsletter').click();
    await waitUntil('it is gone from the list', async () => (await button('Deactivate Newsletter').count()) === 0);
    await button('Discover').click();
    await page.getByRole('dialog').getByText('Nothing to change').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('The licence key is missing').first().waitFor();
    await page.getByLabel('Explain a package').fill('shop-broken');
    await button('Explain').click();
    await page.getByText('This package is not taken').waitFor();
  });

  test('a widget runs in a frame that can reach nothing of the page', async () => {
    await open('workers/reports?tab=widget');
    const frame = page.frameLocator('iframe');
    await frame.getByText('Orders today').waitFor();
    assert.equal(await page.locator('iframe').getAttribute('sandbox'), 'allow-scripts');
    assert.equal(await frame.locator('body').getAttribute('data-origin'), 'null');
  });

  test('the page speaks Ukrainian, remembers it, and works by keyboard', async () => {
    await open('');
    await button('Preferences').focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Language').selectOption('uk');
    await page.getByRole('heading', { name: 'Огляд' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Огляд' }).waitFor();
    await page.getByRole('link', { name: 'Завдання', exact: true }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Завдання', level: 1 }).waitFor();
    await waitUntil(
      'the heading has the focus',
      async () => (await page.evaluate('document.activeElement.tagName')) === 'H1',
    );
  });

  test('nothing was asked of another host, and no policy, script or console complained', () => {
    // The refused forms above are answered with 422, which browsers write to the console.
    assert.deepEqual(
      faults.filter((fault) => !fault.includes('status of 422')),
      [],
    );
  });
});

function lastSunday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month, 0));
  last.setUTCDate(last.getUTCDate() - last.getUTCDay());
  return last.toISOString().slice(0, 10);
}
