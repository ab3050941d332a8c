import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page, Route } from 'playwright-core';
import type { AdminWorld } from './admin-world.js';
import type { FilledWorld } from './fill-world.js';
import { skipWithoutBrowser } from './open-page.js';
import { openVisit, type Visit } from './open-visit.js';
import { waitUntil } from './wait-until.js';

describe('the page without a mouse', { skip: skipWithoutBrowser }, () => {
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
  const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
  const focusedText = () => page.evaluate<string>('document.activeElement.innerText');
  const rowOfFocus = () =>
    page.evaluate<number>(
      `[...document.querySelectorAll('[data-row]')].indexOf(document.activeElement.closest('[data-row]'))`,
    );

  test('g and a letter open the places, on a Ukrainian keyboard too', async () => {
    await open('');
    for (const [letter, name] of [
      ['t', 'Tasks'],
      ['w', 'Workers'],
      ['s', 'System'],
      ['o', 'Overview'],
    ] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(letter);
      await heading(name);
    }
    for (const [key, code] of [
      ['п', 'KeyG'],
      ['е', 'KeyT'],
    ]) {
      await page.evaluate(
        `document.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', code: '${code}', bubbles: true }))`,
      );
    }
    await heading('Tasks');
  });

  test('who goes on before the first screen stands finds the focus at the heading of the screen that was asked for', async () => {
    const held: Route[] = [];
    await page.route(/\/api\/v1\/?$/, (route) => void held.push(route));
    await page.goto(`${world.url}/tasks`);
    await page.locator('nav').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await page.waitForURL(`${world.url}/workers`);
    await Promise.all(held.map((route) => route.continue()));
    await heading('Workers');
    await waitUntil('the heading has the focus', async () => (await focusedText()) === 'Workers');
    await page.unroute(/\/api\/v1\/?$/);
    await open('tasks');
    assert.notEqual(await focusedText(), 'Tasks');
  });

  test('j, k and arrows walk over the rows, x selects, Enter opens, and the focus can be seen', async () => {
    await open('tasks');
    await page.locator('[data-row]').nth(3).waitFor();
    for (const key of ['j', 'j', 'ArrowDown']) await page.keyboard.press(key);
    assert.equal(await rowOfFocus(), 2);
    await page.keyboard.press('k');
    assert.equal(await rowOfFocus(), 1);
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    assert.equal(outline, 'solid');
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    const name = (await focusedText()).split('\n')[0]!;
    await page.keyboard.press('Enter');
    await heading(name);
    assert.match(page.url(), /tasks\/\d+$/);
  });

  test('a slash leads to the search of the screen, or to that of the tasks', async () => {
    await open('workers');
    await page.keyboard.press('/');
    await page.keyboard.type('stock/');
    assert.equal(await page.getByLabel('Search workers').inputValue(), 'stock/');
    await open('system');
    await page.keyboard.press('/');
    await heading('Tasks');
    await waitUntil('the search has the focus', async () =>
      page.evaluate<boolean>(`document.activeElement.type === 'search'`),
    );
    await open(`tasks/${tasks.doneId}?tab=log`);
    await page.getByText('2 orders have no payment').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('orders');
    await page.getByText('10 of 10').waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.getByText('9 of 10').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 10', { exact: true }).waitFor();
    await page.locator('.log-current', { hasText: 'Reading orders' }).waitFor();
  });

  test('a question mark lists the shortcuts, which can be switched off', async () => {
    await open('system');
    await page.keyboard.press('Shift+?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Next or previous row').waitFor();
    await dialog.getByLabel('Shortcuts by single keys').press('Space');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await heading('System');
    await page.evaluate(`localStorage.removeItem('stask.shortcuts')`);
  });

  test('an action is run from its form, cancelled and confirmed with keys alone', async () => {
    await open('workers/reports?action=rebuild_index');
    const run = page.getByRole('button', { name: 'Run', exact: true });
    await run.waitFor();
    await tabTo(run);
    await page.keyboard.press('Enter');
    await heading('Rebuild the search index');
    const cancel = page.getByRole('button', { name: 'Cancel', exact: true });
    await cancel.waitFor();
    await tabTo(cancel);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page.getByRole('dialog').getByRole('button', { name: 'Cancel' }));
    await page.keyboard.press('Enter');
    await page.locator('.page-title').getByText('Cancelled').waitFor();
  });

  test('tabs are changed by the arrow keys', async () => {
    await open('workers/reports?tab=settings');
    await page.getByRole('tab', { name: 'Settings' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('Every day at 03:00').waitFor();
    await page.keyboard.press('End');
    await page.getByText('The same in code').waitFor();
    await page.keyboard.press('Home');
    await page.getByRole('tabpanel').getByText('Nightly report').first().waitFor();
  });

  /** Presses Tab until the focus is there, as a person does. */
  async function tabTo(target: Locator): Promise<void> {
    for (let count = 0; count < 80; count++) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail('Tab never comes there.');
  }
});
