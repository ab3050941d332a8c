import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { AdminWorld } from './admin-world.js';
import type { FilledWorld } from './fill-world.js';
import { skipWithoutBrowser } from './open-page.js';
import { openVisit, type Visit } from './open-visit.js';
import { waitUntil } from './wait-until.js';

const LINES = 700;

describe('a task in the browser', { skip: skipWithoutBrowser }, () => {
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
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

  test('its timeline tells of every attempt, how it ended and how long it took', async () => {
    await open(`tasks/${tasks.retriedId}`);
    const entries = page.locator('.timeline > li');
    await entries.nth(4).waitFor();
    const texts = (await entries.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    assert.equal(texts.length, 5);
    assert.match(texts[0]!, /^Created/);
    assert.match(texts[1]!, /^Attempt 1 of 3 .* failed · \S+ The supplier answered 501$/);
    assert.match(texts[2]!, /^Attempt 2 of 3 .* failed · \S+ The supplier answered 502$/);
    assert.match(texts[3]!, /^Attempt 3 of 3 .* completed · \S+$/);
    assert.match(texts[4]!, /^Completed/);
  });

  test('its timeline tells that it was queued again by hand', async () => {
    const { id } = await world.stask.create({ identifier: 'reports', action: 'reconcile', data: {} });
    await waitUntil('it has failed, a moment ago', async () => {
      const { createdAt, statusText } = await world.stask.getTask(id);
      return statusText === 'failed' && Date.now() - createdAt.getTime() > 1_500;
    });
    await world.stask.retry(id);
    await open(`tasks/${id}`);
    await page.locator('.timeline').getByText('Queued again').waitFor();
    assert.equal(await page.getByText('Planned for later').count(), 0);
  });

  test('its error comes first and its stack is folded', async () => {
    await open(`tasks/${tasks.failedId}`);
    const error = page.locator('.column-wide > :first-child');
    await error.locator('.error-message').getByText('The bank refused the key').waitFor();
    assert.equal(await error.locator('pre').isVisible(), false);
    await error.getByText('Stack trace').click();
    await error.getByText(/at .*index\.js/).waitFor();
  });

  test('its log tells why it failed, with the stack folded, which opens for what is found in it', async () => {
    await open(`tasks/${tasks.failedId}`);
    const line = page.locator('.log-error', { hasText: 'Failed at attempt 1 of 1: The bank refused the key.' });
    await line.waitFor();
    const stack = line.getByText('at invokeAction');
    assert.equal(await stack.isVisible(), false);
    assert.equal((await line.innerText()).match(/The bank refused/g)?.length, 1);
    await line.getByText('Stack trace').click();
    await stack.waitFor();
    await line.getByText('Stack trace').click();
    await stack.waitFor({ state: 'hidden' });
    await page.getByPlaceholder('Find in the log').fill('invokeaction');
    await line.locator('mark').first().waitFor();
  });

  test('rows are shown as a table, or as JSON', async () => {
    await open(`tasks/${tasks.rowsId}`);
    await page.getByRole('columnheader', { name: 'warehouse' }).waitFor();
    assert.deepEqual(await page.locator('.preview tbody tr').nth(2).locator('td').allInnerTexts(), [
      'Odesa',
      '3600',
      '2',
    ]);
    await button('JSON').click();
    await page.getByText('"warehouse": "Kyiv"').waitFor();
  });

  test('a CSV file is shown as a table and can be downloaded', async () => {
    await open(`tasks/${tasks.fileId}`);
    await page.getByRole('cell', { name: 'Lviv' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /Download levels/ }).click(),
    ]);
    assert.match(await readFile(await download.path(), 'utf8'), /^warehouse,items\nKyiv,1200\n/);
  });

  test('a long log is read backwards, filtered by level, and searched to its beginning', async () => {
    const long = await world.stask.create({
      identifier: 'reports',
      action: 'reconcile',
      data: {},
      startAt: tomorrow(),
    });
    for (let line = 1; line <= LINES; line++) {
      const level = line === 3 ? 'error' : line % 100 === 0 ? 'warning' : 'info';
      await world.stask.log(long, level, `Line number ${line}`, line === 3 ? { needle: 'in the context' } : {});
    }
    const lines = page.locator('.log-line');
    await open(`tasks/${long.id}`);
    await page.getByText(`Line number ${LINES}`).waitFor();
    assert.equal(await lines.count(), 200);
    await button('Look further back').click();
    await waitUntil('earlier lines are there', async () => (await lines.count()) === 400);

    await page.getByLabel('Level').selectOption('warning');
    await waitUntil('warnings and errors of the whole log', async () => (await lines.count()) === LINES / 100 + 1);
    await page.getByLabel('Level').selectOption('error');
    await waitUntil('the only error', async () => (await lines.count()) === 1);

    await page.getByLabel('Level').selectOption('info');
    await page.getByLabel('Find in the log').fill('in the context');
    await page.getByText('not found').waitFor();
    await button('Only lines that match, of the whole log').click();
    await page.getByText('1 of 1').waitFor();
    assert.equal(await page.locator('mark').innerText(), 'in the context');
  });

  test('the log follows what is written until somebody scrolls back', async () => {
    await open(`tasks/${tasks.longId}`);
    await page.locator('.log-line').first().waitFor();
    const follow = page.getByLabel('Follow');
    assert.equal(await follow.isChecked(), true);
    await waitUntil('the log is longer than its box', async () =>
      page.evaluate<boolean>(`(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 60)
        (document.querySelector('.log-lines'))`),
    );
    await page.evaluate(`document.querySelector('.log-lines').scrollTop = 0`);
    await waitUntil('it no longer follows', async () => !(await follow.isChecked()));
    await follow.check();
    await waitUntil('it is at the end again', async () =>
      page.evaluate<boolean>(`(({ scrollTop, scrollHeight, clientHeight }) => scrollHeight - scrollTop - clientHeight < 24)
        (document.querySelector('.log-lines'))`),
    );
  });

  test('it is run again with other options, as a task of its own', async () => {
    await open(`tasks/${tasks.doneId}`);
    await button('Run again with changes').click();
    const dialog = page.getByRole('dialog');
    assert.equal(await dialog.getByLabel('Period').locator('option:checked').innerText(), 'month');
    await dialog.getByLabel('Heading').fill('Once more');
    await dialog.getByRole('button', { name: 'Run', exact: true }).click();
    await waitUntil('another task is open', async () => !page.url().endsWith(`tasks/${tasks.doneId}`));
    const { data } = await world.stask.getTask(Number(/tasks\/(\d+)/.exec(page.url())?.[1]));
    assert.deepEqual([data['period'], data['title']], ['month', 'Once more']);
  });
});

const tomorrow = (): Date => new Date(Date.now() + 86_400_000);
