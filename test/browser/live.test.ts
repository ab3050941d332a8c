import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openAdminWorld, type AdminWorld } from './admin-world.js';
import { openCutProxy } from './cut-proxy.js';
import { openBrowser, openPage, skipWithoutBrowser } from './open-page.js';

describe('a page whose server comes and goes', { skip: skipWithoutBrowser }, () => {
  let world: AdminWorld;
  let browser: Browser;
  let page: Page;

  before(async () => {
    world = await openAdminWorld();
    browser = await openBrowser();
    ({ page } = await openPage(browser, world.url));
  });
  after(async () => {
    await browser?.close();
    await world?.close();
  });

  test('it keeps what it shows while the server answers 503, and comes back by itself', async () => {
    await world.stask.create({ identifier: 'reports', action: 'make', data: {} });
    await page.goto(`${world.url}/tasks`);
    await page.locator('.live-live').waitFor();
    await page.locator('tbody tr').first().waitFor();
    world.away = true;
    await page.locator('.live-offline').waitFor();
    await page.getByText('The server is away').waitFor();
    assert.equal(await page.locator('tbody tr').count(), 1);
    await world.stask.create({ identifier: 'reports', action: 'make', data: {} });
    world.away = false;
    await page.locator('.live-live').waitFor();
    await page.locator('tbody tr').nth(1).waitFor();
  });

  test('a first load while the server is away ends well too', async () => {
    await page.goto(`${world.url}/workers`);
    await page.getByText('Sales reports').waitFor();
    world.away = true;
    await page.getByRole('link', { name: 'System' }).click();
    await page.locator('.live-offline').waitFor();
    world.away = false;
    await page.getByText('Runners').first().waitFor();
  });

  test('a server that is stopped and started again at its address is found again, with what happened meanwhile', async () => {
    const { id } = await world.stask.create({ identifier: 'reports', action: 'make', data: {} });
    await page.goto(`${world.url}/tasks/${id}`);
    await page.locator('.live-live').waitFor();
    await page.locator('.page-title').getByText('Pending').waitFor();
    await world.stopServer();
    await page.locator('.live-offline').waitFor();
    await page.getByText('The server is away').waitFor();
    await page.locator('.page-title').getByText('Pending').waitFor();
    await world.stask.processPendingTasks({ batchSize: 100 });
    await world.startServer();
    await page.locator('.live-live').waitFor();
    await page.locator('.page-title').getByText('Completed').waitFor();
    assert.equal(await page.getByText('The server is away').count(), 0);
  });

  test('what the user does while the server is away is refused with a reason, not lost in silence', async () => {
    await page.goto(`${world.url}/workers`);
    await page.getByText('Sales reports').waitFor();
    await page.locator('.live-live').waitFor();
    await world.stopServer();
    await page.getByRole('button', { name: 'Run Nightly report of Sales reports' }).click();
    await page.locator('.toast-bad').getByText('The server does not answer').waitFor();
    await world.startServer();
    await page.locator('.live-live').waitFor();
    await page.getByRole('button', { name: 'Run Nightly report of Sales reports' }).click();
    await page.locator('.toast-good').getByText('is queued').waitFor();
  });

  test('a line that is silent is found out, and taken up again', async () => {
    const line = await openCutProxy(world.url);
    try {
      await page.goto(`${line.url}/workers`);
      await page.getByText('Sales reports').waitFor();
      await page.locator('.live-live').waitFor();
      line.hold();
      await page.getByText('The server is away').waitFor();
      await page.locator('.live-offline').waitFor();
      line.release();
      await page.locator('.live-live').waitFor();
      assert.equal(await page.getByText('The server is away').count(), 0);
    } finally {
      await page.goto('about:blank');
      await line.close();
    }
  });

  test('without events it polls, and says so', async () => {
    await page.route('**/api/v1/events*', (route) => route.fulfill({ status: 404, body: '' }));
    await page.goto(`${world.url}/tasks`);
    await page.locator('.live-polling').waitFor();
    const shown = await page.locator('tbody tr').count();
    await world.stask.create({ identifier: 'reports', action: 'make', data: {} });
    await page.locator('tbody tr').nth(shown).waitFor();
    await page.unroute('**/api/v1/events*');
  });
});
