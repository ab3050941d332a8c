import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openAdminWorld, type AdminWorld } from './admin-world.js';
import { openBrowser, openPage, PHONE, skipWithoutBrowser, WIDE_PHONE, type WatchedPage } from './open-page.js';
import { seriousFaults, widerThanShown } from './serious-faults.js';

/** Workers of the first-party packages, by identifier, and a text of each tab beside the run forms. */
const WORKERS = {
  feed: { widget: 'Build the feed', settings: 'Title of the feed', schedule: 'By hand only' },
  http: { settings: 'Redirect hosts', schedule: 'By hand only' },
  mail: { widget: 'Sender: not set yet', settings: 'SMTP server' },
  maintenance: { settings: 'What the schedule runs', schedule: 'By hand only' },
  npm: { widget: 'Check what is outdated', settings: 'Ignore install scripts', schedule: 'By hand only' },
  product: { widget: 'Products are in', settings: 'Kinds of files' },
  script: { widget: 'Nothing may run yet', settings: 'Commands that may run', schedule: 'By hand only' },
} as const;

const folders = Object.keys(WORKERS).map((name) => `stask-worker-${name}`);

describe('forms of the packages of this repository', { skip: skipWithoutBrowser }, () => {
  let world: AdminWorld;
  let browser: Browser;
  let watched: WatchedPage;

  before(async () => {
    const packages = Object.fromEntries(folders.map((name) => [name, `plugins/${name}`]));
    world = await openAdminWorld({ packages, activate: Object.keys(WORKERS) });
    browser = await openBrowser();
    watched = await openPage(browser, world.url, PHONE);
  });
  after(async () => {
    await browser?.close();
    await world?.close();
  });
  const open = async (path: string): Promise<void> => {
    await watched.page.goto(`${world.url}/workers/${path}`);
    await watched.page.locator('.live-live').waitFor();
  };

  for (const [identifier, tabs] of Object.entries(WORKERS)) {
    test(`of ${identifier} fit on a phone, name every field and hold nothing serious for axe`, async () => {
      const { page, faults } = watched;
      const { actions = [] } = (await world.stask.getWorker(identifier)) ?? {};
      for (const { name } of actions) {
        await page.setViewportSize(PHONE);
        await open(`${identifier}?action=${name}`);
        await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
        assert.deepEqual(await widerThanShown(page), [], name);
      }
      await page.setViewportSize(WIDE_PHONE);
      assert.deepEqual(await seriousFaults(page), []);
      for (const [tab, text] of Object.entries(tabs)) {
        await page.setViewportSize(PHONE);
        await open(`${identifier}?tab=${tab}`);
        await page.getByRole('tabpanel').getByText(text).first().waitFor();
        assert.deepEqual(await widerThanShown(page), [], tab);
        await page.setViewportSize(WIDE_PHONE);
        assert.deepEqual(await seriousFaults(page), [], tab);
      }
      assert.deepEqual(faults, []);
    });
  }

  test('some of a few values are ticked, and kept in their order', async () => {
    const { page } = watched;
    await open('maintenance?tab=settings');
    await page.getByLabel('Rescan workers').uncheck();
    await page.getByLabel('Clean up').uncheck();
    await page.getByLabel('Clean up').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    const settings = await world.stask.getSettings('maintenance');
    assert.deepEqual(settings['make'], ['clean', 'check_database']);
  });

  test('an action that names no options is run without any, and with some as JSON', async () => {
    const { page } = watched;
    const runs = async (): Promise<unknown> => {
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.waitForURL(/tasks\/\d+/);
      return (await world.stask.getTask(Number(/tasks\/(\d+)/.exec(page.url())?.[1]))).data;
    };
    await open('script?action=list');
    assert.equal(await page.locator('textarea').isVisible(), false);
    assert.deepEqual(await runs(), {});
    await open('script?action=list');
    await page.getByText('Options as JSON').click();
    await page.getByLabel('Options', { exact: true }).fill('{"all":true}');
    assert.deepEqual(await runs(), { all: true });
  });

  test('choices are shown by their titles, files of a list are uploaded, columns are a table', async () => {
    const { page } = watched;
    await open('product?action=import');
    await page.getByLabel('Delimiter').selectOption({ label: 'Tab' });
    await page.getByRole('group', { name: 'Columns' }).getByRole('button', { name: 'Add' }).click();
    await page.getByLabel('Name 1 of Columns').fill('sku');
    await page.getByLabel('Value 1 of Columns').fill('Article no.');
    await page.getByRole('textbox', { name: 'CSV file' }).fill('prices.csv');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.waitForURL(/tasks\/\d+/);
    const { data } = await world.stask.getTask(Number(/tasks\/(\d+)/.exec(page.url())?.[1]));
    assert.deepEqual(data, { file: 'prices.csv', delimiter: '\t', columns: { sku: 'Article no.' } });
    await open('mail?action=send');
    await page.getByRole('group', { name: 'Attachments' }).getByRole('button', { name: 'Add' }).click();
    assert.equal(await page.locator('input[type=file]').count(), 2);
    await open('mail?tab=settings');
    await page.getByLabel('Encryption').selectOption({ label: 'TLS (port 465)' });
  });

  test('an address is one line, and a letter many', async () => {
    const { page } = watched;
    await open('http?action=download');
    await page.locator('input[id$=_url]').waitFor();
    await open('mail?action=test');
    await page.locator('textarea[id$=_html]').waitFor();
  });
});
