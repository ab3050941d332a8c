import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { openAdminWorld, type AdminWorld } from './admin-world.js';
import { DESKTOP, openBrowser, openPage, PHONE, skipWithoutBrowser } from './open-page.js';
import { waitUntil } from './wait-until.js';

const KINDS = ['stat', 'progress', 'bars', 'list', 'table', 'text', 'action', 'group'];

describe('widgets that workers describe and the page draws', { skip: skipWithoutBrowser }, () => {
  let world: AdminWorld;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  before(async () => {
    world = await openAdminWorld({
      packages: { 'shop-widgets': 'fixtures/browser/shop-widgets' },
      activate: ['kinds', 'bad_widget', 'vanishing_button'],
    });
    browser = await openBrowser();
    ({ page, faults } = await openPage(browser, world.url));
  });
  after(async () => {
    await browser?.close();
    await world?.close();
  });

  const show = async (worker = 'kinds'): Promise<void> => {
    await page.goto(`${world.url}/workers/${worker}?tab=widget`);
    await page.locator('#tab-panel').waitFor();
  };
  const lastNote = () => page.locator('.widget-stat').first().locator('.widget-value');
  const dialog = () => page.getByRole('dialog');

  test('each kind is drawn, in light and dark, on a desktop and a phone, and axe finds nothing serious', async () => {
    for (const size of [DESKTOP, PHONE])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        await show();
        for (const kind of KINDS) await page.locator(`.widget-${kind}`).first().waitFor();
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), size.width);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        assert.deepEqual(
          serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`),
          [],
        );
      }
    await page.setViewportSize(DESKTOP);
    await page.emulateMedia({ colorScheme: 'light' });
    assert.deepEqual(faults, []);
  });

  test('numbers and days are written in the language of the page, links lead where they may', async () => {
    await show();
    const part = (text: string) => page.locator('.widget-part', { hasText: text }).first();
    const figure = await part('stat good').locator('.widget-value').innerText();
    assert.equal(figure.replaceAll(/\s+/g, ' '), 'good: 1,234.5 € −3');
    assert.match(
      await part('stat good')
        .getByRole('link')
        .evaluate((link) => link.getAttribute('href') ?? ''),
      /\/tasks$/,
    );
    const outside = page.locator('.widget-list a').first();
    assert.equal(await outside.getAttribute('rel'), 'noopener noreferrer nofollow');
    assert.equal(await page.locator('.widget-table time').first().innerText(), '31 Jan 2026');
    await page.evaluate(`localStorage.setItem('stask.language', 'uk')`);
    await page.reload();
    assert.match(await page.locator('.widget-table time').first().innerText(), /31 січ/);
    assert.match(await page.locator('.widget-table .num').nth(1).innerText(), /^1\s000,25$/);
    await page.evaluate(`localStorage.setItem('stask.language', 'en')`);
  });

  test('a button opens the form of its action, filled in, by the keyboard alone; nothing runs before it is sent', async () => {
    await show();
    await page.getByRole('button', { name: 'Note something' }).focus();
    await page.keyboard.press('Enter');
    await dialog().getByLabel('Text').waitFor();
    assert.equal(await dialog().getByLabel('Text').inputValue(), 'from the widget');
    assert.equal(await dialog().getByLabel('Times').inputValue(), '2');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Note something');
    assert.equal((await world.stask.getStats()).total, 0);
  });

  test('a form that is open stays with what is typed in it when its button goes', async () => {
    await show('vanishing_button');
    await page.locator('.live-live').waitFor();
    await page.getByRole('button', { name: 'Take it' }).click();
    await dialog().getByLabel('Text').fill('typed so far');
    const { id } = await world.stask.create({ identifier: 'vanishing_button', action: 'take' });
    await world.stask.execute(id);
    await page.locator('.widget').getByText('Somebody took it').waitFor();
    assert.equal(await dialog().getByLabel('Text').inputValue(), 'typed so far');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  test('what it shows follows the tasks of its worker by itself, and stays in place meanwhile', async () => {
    await show();
    await page.locator('.live-live').waitFor();
    assert.equal(await lastNote().innerText(), 'none');
    await page.evaluate(`document.querySelector('.widget').dataset.same = 'yes'`);
    await page.getByRole('button', { name: 'Note something' }).click();
    await dialog().getByLabel('Text').fill('bread and butter');
    await dialog().getByRole('button', { name: 'Run' }).click();
    await dialog().waitFor({ state: 'detached' });
    assert.equal(await lastNote().innerText(), 'none');
    await world.stask.processPendingTasks();
    await waitUntil('the widget tells of the run', async () => (await lastNote().innerText()) === 'bread and butter');
    assert.equal(await page.locator('.widget').first().getAttribute('data-same'), 'yes');
  });

  test('one that cannot be drawn tells the place, what is expected and what came, and the page goes on', async () => {
    await show('bad_widget');
    const panel = page.locator('#tab-panel');
    await panel.getByText('/0/value').waitFor();
    assert.match(await panel.innerText(), /\/0\/value expects a text.* or a number, got an object/);
    assert.match(await panel.innerText(), /\/1\/kind expects one of stat, .*, got "stats"; did you mean "stat"\?/);
    await show('throwing_widget');
    await panel.getByText('renderWidget() of worker "throwing_widget" threw: The shelf is empty <b>now</b>').waitFor();
    await page.getByRole('tab', { name: 'About' }).click();
    await panel.getByText('The same in code').waitFor();
  });

  test('one with nothing to tell says so', async () => {
    await show('empty_widget');
    await page.getByText('Nothing to show yet').waitFor();
  });
});
