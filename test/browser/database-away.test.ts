import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { forEachEmptyPlace } from '../helpers/databases.js';
import { openAdminWorld, type AdminWorld } from './admin-world.js';
import { openCutProxy, type CutProxy } from './cut-proxy.js';
import { openBrowser, openPage, skipWithoutBrowser } from './open-page.js';

forEachEmptyPlace('a page whose database comes and goes', ({ kind, create }) => {
  if (kind === 'sqlite' || skipWithoutBrowser !== false) return; // nothing lies between a process and its file
  let proxy: CutProxy;
  let world: AdminWorld;
  let browser: Browser;
  let page: Page;

  before(async () => {
    proxy = await openCutProxy((await create()).url);
    world = await openAdminWorld({ database: proxy.url });
    browser = await openBrowser();
    ({ page } = await openPage(browser, world.url));
  });
  after(async () => {
    await browser?.close();
    await world?.close();
    await proxy?.close();
  });

  test('it says that the database is away without being touched, and comes back by itself', async () => {
    await page.goto(`${world.url}/system`);
    await page.locator('.live-live').waitFor();
    await proxy.cut();
    await page.locator('.live-offline').waitFor();
    await page.getByText('The database is away').waitFor();
    await page.getByRole('link', { name: 'Workers' }).click();
    await page.locator('.live-offline').waitFor();
    await proxy.mend();
    await page.getByText('Sales reports').waitFor();
    await page.getByText('The database is away').waitFor({ state: 'detached' });
    await page.locator('.live-live').waitFor();
  });

  test('a database that is silent is found out too', async () => {
    await page.goto(`${world.url}/system`);
    await page.locator('.live-live').waitFor();
    proxy.hold();
    await page.getByText('The database is away').waitFor();
    proxy.release();
    await page.getByText('The database is away').waitFor({ state: 'detached' });
    await page.locator('.live-live').waitFor();
  });

  test('it keeps what it shows, refuses what is done meanwhile, and shows what happened since', async () => {
    await world.stask.create({ identifier: 'reports', action: 'make', data: {} });
    await page.goto(`${world.url}/tasks`);
    await page.locator('.live-live').waitFor();
    await page.locator('tbody tr').first().waitFor();
    await proxy.cut();
    await page.getByLabel('Select all tasks shown').check();
    await page.getByRole('toolbar').getByRole('button', { name: 'Cancel' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Cancel/ })
      .click();
    await page.locator('.toast-bad').getByText('The database cannot be used at the moment').waitFor();
    await page.getByText('The database is away').waitFor();
    await page.locator('.live-offline').waitFor();
    assert.equal(await page.locator('tbody tr').count(), 1);
    await proxy.mend();
    await page.getByText('The database is away').waitFor({ state: 'detached' });
    await page.locator('.live-live').waitFor();
    await world.stask.create({ identifier: 'reports', action: 'make', data: {} });
    await page.getByRole('button', { name: 'Show 1 new task' }).or(page.locator('tbody tr').nth(1)).first().waitFor();
  });
});
