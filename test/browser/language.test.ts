import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { AdminWorld } from './admin-world.js';
import type { FilledWorld } from './fill-world.js';
import { skipWithoutBrowser } from './open-page.js';
import { openVisit, type Visit } from './open-visit.js';

/** Names and words of programs, the same in every language. */
const OWN = `sTask Node.js TypeORM JSON cron make stask create WORKER ACTION npm install discover activate work migrate
  API Enter Esc English sqlite v`;

/** Parts of the answers whose values the page puts into words of its own. */
const WORDED = new Set(['statusText', 'priority', 'health', 'event', 'code', 'outcome', 'reason', 'level', 'words']);

describe('the page in Ukrainian', { skip: skipWithoutBrowser }, () => {
  let visit: Visit;
  let world: AdminWorld;
  let tasks: FilledWorld;
  let page: Page;
  let data: Set<string>;
  const reading: Array<Promise<void>> = [];

  before(async () => {
    visit = await openVisit({ locale: 'uk-UA' });
    ({ world, tasks, page } = visit);
    data = new Set(OWN.match(/[A-Za-z]+/g));
    page.on('response', (response) => {
      if (!response.headers()['content-type']?.includes('json')) return;
      const read = response.json().then(
        (body) => collectWords(body, data),
        () => undefined, // a page that is left takes its answers along
      );
      reading.push(read);
    });
  });
  after(() => visit?.close());

  const screens: ReadonlyArray<readonly [string, (tasks: FilledWorld) => string, string | RegExp]> = [
    ['overview', () => '', 'Останні завдання'],
    ['tasks', () => 'tasks', 'Спроби'],
    ['no tasks', () => 'tasks?q=nothing-has-this-name', 'Жодне завдання не підходить'],
    ['a running task', ({ longId }) => `tasks/${longId}`, 'Перебіг'],
    ['a failed task', ({ failedId }) => `tasks/${failedId}`, 'Стек викликів'],
    ['a task with attempts', ({ retriedId }) => `tasks/${retriedId}`, 'Спроба 2 з 3'],
    ['a table', ({ rowsId }) => `tasks/${rowsId}`, /3 рядки/],
    ['workers', () => 'workers', 'Звіт про пошук'],
    ['a form', () => 'workers/reports?action=build_report', 'Пріоритет, час і спроби'],
    ['an upload', () => 'workers/reports?action=import_prices', 'Вибрати файл'],
    ['settings', () => 'workers/reports?tab=settings', 'Збережено, не показується'],
    ['a schedule', () => 'workers/reports?tab=schedule', 'Щодня о 03:00'],
    ['tasks of a worker', () => 'workers/reports?tab=tasks', 'Усі завдання'],
    ['about a worker', () => 'workers/reports?tab=about', 'Те саме в коді'],
    ['an inactive worker', () => 'workers/newsletter', 'Цей виконавець неактивний'],
    ['system', () => 'system', 'Журнал змін'],
    ['nowhere', () => 'no/such/place', 'Ця адреса нікуди не веде'],
  ];
  for (const [name, path, ready] of screens) {
    test(`${name}: every word that is not data is Ukrainian`, async () => {
      await page.goto(`${world.url}/${path(tasks)}`);
      await page.locator('main').getByText(ready).filter({ visible: true }).first().waitFor();
      await page.locator('.live-live').waitFor();
      assert.deepEqual(await foreignWords(), []);
    });
  }

  test('the time that is left is written as every other duration', async () => {
    await page.goto(`${world.url}/tasks/${tasks.longId}`);
    await page
      .locator('.progress-card')
      .getByText(/залишилося \d+\s?(?:с|хв|год)/)
      .waitFor();
  });

  test('dialogs and what is told are Ukrainian too', async () => {
    await page.goto(`${world.url}/workers`);
    await page.getByRole('button', { name: 'Знайти нових' }).click();
    await page.getByRole('dialog').getByText('Змін немає').waitFor();
    assert.deepEqual(await foreignWords(), []);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Налаштування вигляду' }).click();
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await foreignWords(), []);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await foreignWords(), []);
    await page.goto(`${world.url}/tasks/${tasks.longId}`);
    await page.getByRole('button', { name: 'Скасувати' }).click();
    assert.deepEqual(await foreignWords(), []);
    await page.getByRole('dialog').getByRole('button', { name: 'Скасувати' }).click();
    await page.locator('.toast').getByText('Надіслано прохання зупинитися').waitFor();
    await page.locator('main .pill-cancelled').first().waitFor();
    collectWords(await world.stask.getTask(tasks.longId).then(({ message }) => ({ message })), data); // the page has it from the stream
    assert.deepEqual(await foreignWords(), []);
  });

  test('numbers, plural forms and times are written the Ukrainian way', async () => {
    await page.goto(`${world.url}/tasks?status=failed`);
    await page.getByText('9 завдань').waitFor();
    await page.goto(`${world.url}/workers`);
    await page.getByText('3 виконавці').waitFor();
    await page.goto(`${world.url}/tasks/${tasks.failedId}`);
    await page.getByText(/\d+ лист(?:опада|\.)? 2026/).waitFor();
  });

  /** Latin words that somebody can read or hear, without those of code and of the data. */
  async function foreignWords(): Promise<string[]> {
    const texts = await page.evaluate<string[]>(`(() => {
      const texts = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (parent.closest('script, noscript, code, pre, kbd, .log-text, .code, iframe, datalist')) continue;
        texts.push(walker.currentNode.data);
      }
      for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
        texts.push(...['aria-label', 'title', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''));
      return texts;
    })()`);
    await Promise.all(reading); // what the page shows by now came in one of these
    const words = texts.flatMap((text) => text.match(/[A-Za-z]+/g) ?? []).filter((word) => word.length > 1);
    return [...new Set(words)].filter((word) => !data.has(word));
  }
});

/** Every word of the values of an answer, save those that the page words itself. */
function collectWords(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') for (const word of value.match(/[A-Za-z]+/g) ?? []) into.add(word);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const word of /^[a-z_]+$/.test(key) ? [] : (key.match(/[A-Za-z]+/g) ?? [])) into.add(word);
    if (!WORDED.has(key)) collectWords(inner, into);
  }
}
