import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page, Route } from 'playwright-core';
import { openAdminWorld, type AdminWorld } from './admin-world.js';
import { openBrowser, openPage, skipWithoutBrowser } from './open-page.js';
import { waitUntil } from './wait-until.js';

const LINES = 3_000_000;
const CHUNKS = '**/api/v1/uploads/*?offset=*';

describe('uploads in the browser', { skip: skipWithoutBrowser }, () => {
  let world: AdminWorld;
  let browser: Browser;
  let page: Page;
  let file: string;

  before(async () => {
    world = await openAdminWorld();
    file = join(world.folder, 'prices.csv');
    await writeFile(file, `sku,price\n${Array.from({ length: LINES }, (_, line) => line).join('\n')}`);
    browser = await openBrowser();
    ({ page } = await openPage(browser, world.url));
  });
  after(async () => {
    await browser?.close();
    await world?.close();
  });
  const openForm = async (): Promise<void> => {
    await page.goto(`${world.url}/workers/reports?action=import_prices`);
    await page.locator('input[type=file]').waitFor({ state: 'attached' });
  };

  /** Lets so many chunks through, then loses all others. */
  async function loseAfter(chunks: number): Promise<{ sent: number[] }> {
    const seen = { sent: [] as number[] };
    await page.route(CHUNKS, async (route: Route) => {
      if (seen.sent.length >= chunks) return route.abort();
      seen.sent.push(Number(new URL(route.request().url()).searchParams.get('offset')));
      await route.continue();
    });
    return seen;
  }

  test('what has arrived when the page is closed is not sent again', async () => {
    await openForm();
    const early = await loseAfter(2);
    await page.locator('input[type=file]').setInputFiles(file);
    const bar = page.getByRole('progressbar', { name: 'Upload of prices.csv' });
    await waitUntil('two chunks have arrived', async () => Number(await bar.getAttribute('value')) > 0);
    await waitUntil('the third is lost', async () => early.sent.length === 2);
    await page.reload();
    await page.unroute(CHUNKS);

    const later = await loseAfter(Infinity);
    await openForm();
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('prices.csv is uploaded').waitFor();
    assert.equal(early.sent[0], 0);
    assert.ok(later.sent[0]! > 0, 'it goes on where it stopped');
    assert.equal(new Set([...early.sent, ...later.sent]).size, early.sent.length + later.sent.length);
    await page.unroute(CHUNKS);

    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.waitForURL(/tasks\/\d+/);
    await world.stask.processPendingTasks();
    const task = await world.stask.getTask(Number(/tasks\/(\d+)/.exec(page.url())?.[1]));
    assert.equal(await hashOf((task.result as { file: string }).file), await hashOf(file));
  });

  test('it can be paused and resumed, and says how far it is', async () => {
    const other = join(world.folder, 'other.csv');
    await writeFile(other, await readFile(file));
    await openForm();
    const seen = await loseAfter(1);
    await page.locator('input[type=file]').setInputFiles(other);
    await waitUntil('the first chunk has arrived', async () => seen.sent.length === 1);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('The upload stopped. What has arrived is kept.').waitFor();
    await page.getByText(/ of 2\d\.\d MB/).waitFor();
    await page.unroute(CHUNKS);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('other.csv is uploaded').waitFor();
  });
});

async function hashOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
