import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openAdminWorld, type AdminWorld } from './admin-world.js';
import { openBrowser, openPage, skipWithoutBrowser } from './open-page.js';
import { waitUntil } from './wait-until.js';

const POLLS = 3;

describe('the page of somebody who may not see tasks', { skip: skipWithoutBrowser }, () => {
  let world: AdminWorld;
  let browser: Browser;

  before(async () => {
    world = await openAdminWorld({ forbidden: ['tasks.read'] });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await world?.close();
  });

  test('it asks every few seconds for what changes, but has no widget rendered again and is refused nothing', async () => {
    const { page } = await openPage(browser, world.url);
    const asked: string[] = [];
    const refused: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname.replace(/.*\/api\/v1/, '')));
    await page.goto(`${world.url}/workers/stock?tab=widget`);
    await page.getByText('Nothing was counted yet.').waitFor();
    await page.locator('.live-polling').waitFor();
    page.on('response', (response) => {
      if (response.status() === 403) refused.push(response.url());
    });
    const polls = (): number => asked.filter((path) => path === '/workers/stock').length;
    await waitUntil('it was polled', async () => polls() > POLLS);
    assert.equal(asked.filter((path) => path === '/workers/stock/widget').length, 1);
    assert.deepEqual(refused, []);
  });
});
