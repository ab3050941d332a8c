import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openAdminWorld, type AdminWorld } from './admin-world.js';
import { openBrowser, openPage, skipWithoutBrowser } from './open-page.js';
import { waitUntil } from './wait-until.js';

const EVIL = {
  'shop-evil': 'fixtures/browser/shop-evil',
  'shop-widgets': 'fixtures/browser/shop-widgets',
};
const MARKUP = `<img src=x onerror="top.ran='data'"><script>top.ran='data'</script>`;

describe('markup in what workers and users store', { skip: skipWithoutBrowser }, () => {
  let world: AdminWorld;
  let browser: Browser;
  let page: Page;
  let faults: string[];
  let ids: { done: number; rows: number; failed: number };

  before(async () => {
    world = await openAdminWorld({ packages: EVIL, activate: ['evil', 'kinds'] });
    const { stask } = world;
    const create = async (action: string, data: Record<string, string | string[]>): Promise<number> =>
      (await stask.create({ identifier: 'evil', action, data, userId: MARKUP, uniqueKey: `${action}${MARKUP}` })).id;
    ids = {
      done: await create('make', { place: MARKUP, list: [MARKUP] }),
      rows: await create('rows', { [MARKUP]: MARKUP }),
      failed: await create('fail', {}),
    };
    await stask.processPendingTasks();
    browser = await openBrowser();
    ({ page, faults } = await openPage(browser, world.url));
  });
  after(async () => {
    await browser?.close();
    await world?.close();
  });

  /** Opens the view and waits for `text`, which stands there as text. */
  async function see(path: string, text: string): Promise<void> {
    await page.goto(`${world.url}/${path}`);
    await page.locator('main').getByText(text).filter({ visible: true }).first().waitFor();
    await nothingRan();
  }

  async function nothingRan(): Promise<void> {
    assert.equal(await page.evaluate('window.ran'), undefined);
    assert.equal(await page.evaluate(`document.querySelectorAll('img[src="x"], svg[onload], b, i').length`), 0);
    assert.equal(await page.evaluate(`document.querySelectorAll('a[href^="javascript"]').length`), 0);
  }

  test('is text in the lists and in the places around them', async () => {
    await see('', 'onerror');
    await see('tasks', `top.ran='title'`);
    await see(`tasks?user=${encodeURIComponent(MARKUP)}`, 'onerror');
    await see(`tasks?q=${encodeURIComponent('top.ran')}&worker=${encodeURIComponent(MARKUP)}`, 'No task matches');
    await see('workers', `top.ran='action title'`);
    await see(`workers?q=${encodeURIComponent(MARKUP)}`, 'No worker matches');
    await see('system', 'Audit log');
    await see(`tasks/${encodeURIComponent(MARKUP)}`, 'no such task');
    await see(`workers/${encodeURIComponent(MARKUP)}`, 'no such worker');
  });

  test('is text in every part of a task', async () => {
    await see(`tasks/${ids.done}?tab=log`, `top.ran='log error'`);
    await page.getByRole('searchbox').fill('<img');
    await page.locator('mark').first().waitFor();
    await nothingRan();
    await see(`tasks/${ids.done}?tab=options`, 'onerror');
    await see(`tasks/${ids.done}?tab=result`, `top.ran='result'`);
    await see(`tasks/${ids.rows}?tab=result`, `top.ran='cell'`);
    await see(`tasks/${ids.failed}`, `top.ran='error'`);
    for (const region of ['Error', 'Log']) {
      const place = page.getByRole('region', { name: region });
      await place.getByText('Stack trace').click();
      await place.getByText(`top.ran='stack'`).first().waitFor();
    }
    await nothingRan();
    await page.goto(`${world.url}/tasks/${ids.done}`);
    await page.getByRole('button', { name: 'Run again with changes' }).click();
    await page.getByRole('dialog').getByText(`top.ran='field title'`).first().waitFor();
    await nothingRan();
  });

  test('is text in every part of a worker, its forms and what is told of it', async () => {
    await see('workers/evil?action=make', `top.ran='field description'`);
    await see('workers/evil?tab=settings', `top.ran='setting title'`);
    await see('workers/evil?tab=schedule', 'By hand only');
    await see('workers/evil?tab=tasks', `top.ran='title'`);
    await see('workers/evil?tab=about', 'shop-evil');
    await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
    await page.locator('.toast').getByText('is inactive').waitFor();
    await nothingRan();
    await world.stask.activateWorker('evil');
  });

  test('is text in every part of a widget that is described, in its buttons and the form they open', async () => {
    const PLACES =
      'stat note,stat good,progress note,bar 4,item info,item note,column,cell 3,status bad,button 0,empty,group,' +
      'text title,paragraph,action note';
    await page.goto(`${world.url}/workers/kinds?tab=widget`);
    for (const place of PLACES.split(','))
      await page.locator('.widget').getByText(`top.ran='${place}'`).first().waitFor();
    await nothingRan();
    await page.getByRole('button', { name: 'button 0' }).click();
    await page.getByRole('dialog').getByLabel('Text').waitFor();
    assert.match(await page.getByRole('dialog').getByLabel('Text').inputValue(), /top\.ran='prefilled'/);
    await nothingRan();
    await see('workers/throwing_widget?tab=widget', 'The shelf is empty <b>now</b>');
  });

  test('widget and settings page of a worker run in a frame that can do nothing to the page', async () => {
    for (const tab of ['widget', 'settings']) {
      await page.goto(`${world.url}/workers/evil?tab=${tab}`);
      const body = page.frameLocator('iframe').locator('body');
      await waitUntil('the frame has tried everything', async () => (await body.getAttribute('data-fetch')) !== null);
      const said: Record<string, string | undefined> = await body.evaluate(({ dataset }) => ({ ...dataset }));
      assert.deepEqual(said, {
        parent: 'could not',
        cookie: 'could not',
        storage: 'could not',
        top: 'could not',
        popup: 'could not',
        fetch: 'could not',
      });
      assert.equal(await page.evaluate('document.body.dataset.touched'), undefined);
      assert.match(page.url(), /workers\/evil/);
    }
    await nothingRan();
  });

  test('the policy of the page had nothing to stop outside of those frames', () => {
    const ofPage = faults.filter((fault) => !/widget|settings-markup|status of 404|sandboxed/.test(fault));
    assert.deepEqual(ofPage, []);
  });
});
