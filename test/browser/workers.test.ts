import assert from 'node:assert/strict';
import { copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openAdminWorld, root, type AdminWorld } from './admin-world.js';
import { DESKTOP, openBrowser, openPage, PHONE, skipWithoutBrowser } from './open-page.js';
import { widerThanShown } from './serious-faults.js';
import { waitUntil } from './wait-until.js';

const LONG = 'synchronisation_of_supplier_price_lists_and_availability_2026';

describe('workers in the browser', { skip: skipWithoutBrowser }, () => {
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
  const open = async (path: string): Promise<void> => {
    await page.goto(`${world.url}/${path}`);
    await page.locator('h1').waitFor();
  };
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const orderIs = async (...identifiers: string[]): Promise<void> =>
    waitUntil(`the order is ${identifiers.join(', ')}`, async () => {
      const rows = await world.stask.getWorkers({ scope: 'shop' });
      const stored = rows.toSorted((a, b) => a.position - b.position).map(({ identifier }) => identifier);
      return stored.join() === identifiers.join();
    });
  const handle = (title: string) => button(`Move ${title} with the arrow keys`);

  test('workers are moved by the arrow keys, and the focus goes with them', async () => {
    await open('workers');
    await button('Reorder').click();
    await orderIs('reports', LONG, 'stock');
    await handle('Stock levels').focus();
    await page.keyboard.press('ArrowUp');
    await orderIs('reports', 'stock', LONG);
    await page.locator('.toast').getByText('Stock levels is at place 2').waitFor();
    await waitUntil('the handle has the focus again', async () =>
      handle('Stock levels').evaluate((element) => element === element.ownerDocument.activeElement),
    );
    await page.keyboard.press('ArrowUp');
    await orderIs('stock', 'reports', LONG);
    await page.keyboard.press('ArrowUp');
    await orderIs('stock', 'reports', LONG);
  });

  test('workers are dragged to another place, and Escape lets them where they are', async () => {
    await open('workers');
    await button('Reorder').click();
    await orderIs('stock', 'reports', LONG);
    await drag('Stock levels', 'Synchronisation of supplier');
    await page.mouse.up();
    await orderIs('reports', LONG, 'stock');
    await page.reload();
    await button('Reorder').click();
    await drag('Stock levels', 'Sales reports');
    await page.keyboard.press('Escape');
    await page.mouse.up();
    assert.equal(await page.locator('.dragged').count(), 0);
    await orderIs('reports', LONG, 'stock');
  });

  test('what a filter leaves out keeps its place when others are moved', async () => {
    await open('workers?q=stock');
    await button('Reorder').click();
    await handle('Stock levels').focus();
    await page.keyboard.press('ArrowUp');
    await orderIs('reports', 'stock', LONG);
  });

  test('a scan shows what it would change and does nothing before it is applied', async () => {
    const link = join(world.folder, 'node_modules/shop-extra');
    await symlink(join(root, 'fixtures/browser/shop-extra'), link, 'dir');
    await open('workers');
    await button('Discover').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('New, will be registered as inactive').waitFor();
    await dialog.getByText('loyalty_points').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await world.stask.getWorker('loyalty_points'), undefined);

    await button('Discover').click();
    await dialog.getByRole('button', { name: 'Apply 1 change' }).click();
    await page.getByText('Loyalty points').waitFor();
    assert.equal((await world.stask.getWorker('loyalty_points'))?.active, false);

    await rm(link);
    await button('Rescan').click();
    await dialog.getByText('No longer installed').waitFor();
    await dialog.getByText('loyalty_points').waitFor();
    await dialog.getByRole('button', { name: 'Apply 1 change' }).click();
    await page.locator('.pill-missing').waitFor();

    await button('Clean up').click();
    await dialog.getByText('Will be removed with its settings').waitFor();
    await dialog.getByRole('button', { name: 'Apply 1 change' }).click();
    await waitUntil('it is gone', async () => (await world.stask.getWorker('loyalty_points')) === undefined);
    await waitUntil('the page knows', async () => (await page.getByText('Loyalty points').count()) === 0);
  });

  test('a scan tells why something cannot be loaded any more, also where names are long and the window is narrow', async () => {
    const installed = join(world.folder, 'node_modules/shop-stock');
    await rm(installed);
    await mkdir(installed);
    await copyFile(join(root, 'fixtures/browser/shop-stock/package.json'), join(installed, 'package.json'));
    await writeFile(join(installed, 'index.js'), `throw new Error('The key of the shelf is missing');`);
    await page.setViewportSize(PHONE);
    await open('workers');
    await button('Rescan').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(LONG).waitFor();
    await dialog.getByText('The key of the shelf is missing').first().waitFor();
    assert.deepEqual(await widerThanShown(page), []);
    await page.keyboard.press('Escape');
    await page.setViewportSize(DESKTOP);
    await rm(installed, { recursive: true });
    await symlink(join(root, 'fixtures/browser/shop-stock'), installed, 'dir');
  });

  test('a hidden worker is found by its state and shown again', async () => {
    await open('workers');
    await button('Hide Newsletter').click();
    await waitUntil('it is gone from the list', async () => (await button('Hide Newsletter').count()) === 0);
    await page.getByLabel('State').selectOption('hidden');
    await page.waitForURL(/state=hidden/);
    await button('Show Newsletter again').click();
    await open('workers?q=newsletter');
    await button('Hide Newsletter').waitFor();
  });

  test('a host without workers is told what to do next', async () => {
    const empty = await openAdminWorld({ packages: {}, activate: [] });
    try {
      await page.goto(`${empty.url}/workers`);
      await page.getByText('npm install stask-worker-product').waitFor();
      await page.getByText('stask discover --activate').waitFor();
      await page.goto(`${empty.url}/tasks`);
      await page.getByText('stask create WORKER ACTION').waitFor();
      await page.goto(`${empty.url}/system`);
      await page.getByText('stask work').waitFor();
    } finally {
      await empty.close();
    }
  });

  async function drag(title: string, onto: string): Promise<void> {
    await handle(title).hover();
    await page.mouse.down();
    const box = await page.locator('.worker-group li', { hasText: onto }).first().boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 40, box.y + box.height / 2, { steps: 8 });
    await page.locator('.drop-before, .drop-after').waitFor();
  }
});
