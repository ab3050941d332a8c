import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { FilledWorld } from './fill-world.js';
import { skipWithoutBrowser } from './open-page.js';
import { openVisit, type Visit } from './open-visit.js';
import { waitUntil } from './wait-until.js';

const SCREENS: ReadonlyArray<readonly [string, (tasks: FilledWorld) => string, string]> = [
  ['overview', () => '', 'Last tasks'],
  ['tasks', () => 'tasks?status=failed', 'did not answer'],
  ['a task', ({ failedId }) => `tasks/${failedId}`, 'The bank refused the key'],
  ['workers', () => 'workers', 'The licence key is missing'],
  ['a form', () => 'workers/reports?action=build_report', 'Other labels'],
  ['settings', () => 'workers/reports?tab=settings', 'Stored, not shown'],
  ['a schedule', () => 'workers/reports?tab=schedule', 'Every day at 03:00'],
  ['a widget', () => 'workers/stock?tab=widget', 'Count again'],
  ['system', () => 'system', 'Audit log'],
];

const DIALOGS: ReadonlyArray<readonly [string, (tasks: FilledWorld) => string]> = [
  ['Preferences', () => 'system'],
  ['Keyboard shortcuts ?', () => 'system'],
  ['Discover', () => 'workers'],
  ['Clean up', () => 'workers'],
  ['Run again with changes', ({ doneId }) => `tasks/${doneId}`],
  ['Delete', ({ doneId }) => `tasks/${doneId}`],
  ['Run now', () => 'workers/reports?tab=schedule'],
];

/** Marks what can be used; of radio buttons Tab reaches the chosen one, and of tabs the one that is shown. */
const MARK = `(() => {
  const usable = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(
    (one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility() && !(one.type === 'radio' && !one.checked),
  );
  usable.forEach((one, index) => (one.dataset.place = String(index)));
  return usable.length;
})()`;

/** What has the focus, and whether that can be seen on it or on what holds it. */
const FOCUS = `(() => {
  const { activeElement: one } = document;
  const drawn = [one, one.parentElement].some((each) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== 'none' && outlineWidth !== '0px';
  });
  // the button within a time draws its own
  return { place: one.dataset.place ?? '', drawn: drawn || one.type === 'time', name: one.outerHTML.slice(0, 120) };
})()`;

describe('with the Tab key alone', { skip: skipWithoutBrowser }, () => {
  let visit: Visit;
  let page: Page;

  before(async () => {
    visit = await openVisit();
    ({ page } = visit);
  });
  after(() => visit?.close());

  for (const [name, path, ready] of SCREENS) {
    test(`${name}: everything that can be used is reached, and it is seen where the focus is`, async () => {
      await visit.open(path(visit.tasks));
      await page.locator('main').getByText(ready).filter({ visible: true }).first().waitFor();
      await page.locator('.live-live').waitFor();
      const usable = await page.evaluate<number>(MARK);
      assert.ok(usable > 8);
      const reached = new Set<string>();
      const unseen: string[] = [];
      for (let count = 0; count < usable + 10 && reached.size < usable; count++) {
        await page.keyboard.press('Tab');
        const focus = await page.evaluate<{ place: string; drawn: boolean; name: string }>(FOCUS);
        if (focus.place !== '' && !focus.drawn) unseen.push(focus.name);
        if (focus.place !== '') reached.add(focus.place);
      }
      const missed = Array.from({ length: usable }, (_, place) => String(place)).filter((place) => !reached.has(place));
      const names = await page.evaluate<string[]>(
        `${JSON.stringify(missed)}.map((place) => document.querySelector('[data-place="' + place + '"]')?.outerHTML.slice(0, 120))`,
      );
      assert.deepEqual({ missed: names, unseen }, { missed: [], unseen: [] });
    });
  }

  for (const [name, path] of DIALOGS) {
    test(`${name}: Escape closes the dialog and gives the focus back`, async () => {
      await visit.open(path(visit.tasks));
      const opener = page.getByRole('button', { name, exact: true });
      await opener.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await waitUntil('the focus is back', () =>
        opener.evaluate((element) => element === element.ownerDocument.activeElement),
      );
    });
  }
});
