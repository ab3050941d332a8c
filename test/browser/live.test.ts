import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openAdminWorld, type AdminWorld } from './admin-world.js';
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
