import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { AdminWorld } from './admin-world.js';
import type { FilledWorld } from './fill-world.js';
import { skipWithoutBrowser } from './open-page.js';
import { openVisit, type Visit } from './open-visit.js';
import { waitUntil } from './wait-until.js';

describe('addresses of the page', { skip: skipWithoutBrowser }, () => {
  let visit: Visit;
  let world: AdminWorld;
  let tasks: FilledWorld;
  let page: Page;

  before(async () => {
    visit = await openVisit();
    ({ world, tasks, page } = visit);
  });
  after(() => visit?.close());
  const open = (path: string): Promise<void> => visit.open(path);
  const titleIs = (title: string) =>
    waitUntil(`the document is named ${title}`, async () => (await page.title()) === title);
  const addressIs = (path: string) => page.waitForURL(`${world.url}/${path}`);

  test('every view is named in the document title', async () => {
    for (const [path, title] of [
      ['', 'Overview · sTask'],
      ['tasks', 'Tasks · sTask'],
      [`tasks/${tasks.doneId}`, 'Build a report · sTask'],
      ['workers', 'Workers · sTask'],
      ['workers/reports?tab=schedule', 'Sales reports · sTask'],
      ['system', 'System · sTask'],
      ['no/such/place', 'Nothing here · sTask'],
    ] as const) {
      await open(path);
      await titleIs(title);
    }
  });

  test('the back button goes through screens, filters and tabs', async () => {
    await open('');
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await page.getByRole('button', { name: 'Failed' }).click();
    await addressIs('tasks?status=failed');
    await page.locator('[data-row] a').first().click();
    await page.getByRole('tab', { name: 'Options' }).click();
    await page.waitForURL(/tasks\/\d+\?tab=options$/);
    await page.goBack();
    await page.waitForURL(/tasks\/\d+$/);
    await page.goBack();
    await addressIs('tasks?status=failed');
    assert.equal(await page.getByRole('button', { name: 'Failed' }).getAttribute('aria-pressed'), 'true');
    await page.goBack();
    await addressIs('tasks');
    await page.goBack();
    await titleIs('Overview · sTask');
    await page.goForward();
    await titleIs('Tasks · sTask');
  });

  test('the way back from a task keeps the filters of the list', async () => {
    await open('tasks?status=failed&worker=reports');
    await page.locator('[data-row] a').first().click();
    await page.locator('a.back').click();
    await page.waitForURL(/tasks\?/);
    assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), { status: 'failed', worker: 'reports' });
  });

  test('a link to filters, to a tab and to an action shows the same to everybody', async () => {
    await open('tasks?q=supplier&period=day');
    await page.getByText('1 task', { exact: true }).waitFor();
    assert.equal(await page.getByLabel('Search').inputValue(), 'supplier');
    await open('workers?state=inactive&q=newsletter');
    await page.getByText('Sends the weekly letter').waitFor();
    assert.equal(await page.getByText('Stock levels').count(), 0);
    await open('workers/reports?action=import_prices');
    assert.equal(await page.getByRole('radio', { name: /Import prices/ }).isChecked(), true);
  });

  test('older tasks come page by page, each once', async () => {
    await open('tasks');
    await page.locator('[data-row]').nth(49).waitFor();
    const more = page.getByRole('button', { name: 'Load more' });
    while ((await more.count()) > 0) {
      const shown = await page.locator('[data-row]').count();
      await more.click();
      await waitUntil('more rows', async () => (await page.locator('[data-row]').count()) > shown);
    }
    const ids = await page.locator('td.col-id').allInnerTexts();
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.length, (await world.stask.getStats()).total);
  });

  test('a click beside the link opens the row as well, and selecting text does not', async () => {
    await open('tasks?status=completed');
    const row = page.locator('[data-row]').first();
    await row.locator('td.col-attempts').click();
    await page.waitForURL(/tasks\/\d+$/);
  });
});
