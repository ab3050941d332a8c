import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { BaseWorker } from 'stask/worker';
import { openAdminWorld, type AdminWorld } from './admin-world.js';
import { FormsWorker } from './forms-worker.js';
import { openBrowser, openPage, skipWithoutBrowser } from './open-page.js';
import { seriousFaults } from './serious-faults.js';

interface Shown {
  readonly label: string;
  readonly type: string;
  readonly required: boolean;
  readonly limits: ReadonlyArray<string | null>;
  readonly value: string;
  readonly choices: readonly string[];
}

const DAY = '2030-05-17';

describe('forms from schemas', { skip: skipWithoutBrowser }, () => {
  let world: AdminWorld;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  before(async () => {
    world = await openAdminWorld({ packages: {}, activate: [] });
    await world.stask.registerWorker(FormsWorker);
    await world.stask.activateWorker('forms');
    browser = await openBrowser();
    ({ page, faults } = await openPage(browser, world.url));
  });
  after(async () => {
    await browser?.close();
    await world?.close();
  });

  const open = async (action: string): Promise<void> => {
    await page.goto(`${world.url}/workers/forms?action=${action}`);
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  };
  const run = (): Promise<void> => page.getByRole('button', { name: 'Run', exact: true }).click();
  const dataOfTask = async (): Promise<Record<string, unknown>> => {
    await page.waitForURL(/tasks\/\d+/);
    return (await world.stask.getTask(Number(/tasks\/(\d+)/.exec(page.url())?.[1]))).data;
  };
  const add = (group: string): Promise<void> =>
    page.getByRole('group', { name: group, exact: true }).getByRole('button', { name: 'Add' }).last().click();

  async function fillOrder(): Promise<void> {
    await page.getByLabel('Name').fill('Kyiv');
    await page.getByLabel('Due').fill(DAY);
    await page.getByLabel('Way').selectOption({ label: 'By ship' });
    await page.getByLabel('City').fill('Lviv');
    await page.getByLabel('Article').first().fill('a-1');
  }

  test('a DTO, a Standard Schema and JSON Schema give the same form', async () => {
    const forms: Record<string, readonly Shown[]> = {};
    for (const action of ['json', 'dto', 'standard']) {
      await open(action);
      forms[action] = await shownFields(page);
    }
    assert.deepEqual(
      forms['json']?.map(({ label, type, required, value }) => [label, type, required, value]),
      [
        ['Name', 'text', true, ''],
        ['Parcels', 'number', false, '2'],
        ['Weight', 'number', false, ''],
        ['Due', 'date', true, ''],
        ['Urgent', 'checkbox', false, ''],
        ['Way', 'select-one', false, ''],
        ['City', 'text', true, ''],
        ['Post code', 'text', false, ''],
        ['Article', 'text', true, ''],
        ['Quantity', 'number', false, '1'],
      ],
    );
    assert.deepEqual(forms['json']?.[1]?.limits, ['1', '10']);
    assert.deepEqual(forms['json']?.[5]?.choices.filter(Boolean), ['By plane', 'By ship']);
    assert.deepEqual(forms['dto'], forms['json']);
    assert.deepEqual(forms['standard'], forms['json']);
  });

  for (const action of ['dto', 'standard', 'json']) {
    test(`what the server refuses stands at its field, in nested objects and lists too (${action})`, async () => {
      await open(action);
      await fillOrder();
      await page.getByLabel('Name').fill('kyiv');
      await page.getByLabel('Post code').fill('12');
      await add('Lines');
      await page.getByLabel('Article').nth(1).fill('b-2');
      await page.getByLabel('Quantity').nth(1).fill('7');
      await page
        .getByLabel('Article')
        .nth(1)
        .evaluate((input) => input.removeAttribute('required'));
      await page.getByLabel('Article').nth(1).fill('');
      await run();
      await page.locator('.field-error').nth(2).waitFor();
      const bad = await page.locator('.field-bad > label').allTextContents();
      assert.deepEqual(
        bad.map((label) => label.replace(' *', '')),
        ['Name', 'Post code', 'Article'],
      );
      assert.equal(await page.getByLabel('Article').first().getAttribute('aria-invalid'), null);

      await page.getByLabel('Name').fill('Kyiv');
      await page.getByLabel('Post code').fill('79000');
      await page.getByLabel('Article').nth(1).fill('b-2');
      await run();
      assert.deepEqual(await dataOfTask(), {
        name: 'Kyiv',
        parcels: 2,
        due: DAY,
        urgent: false,
        mode: 'sea',
        address: { city: 'Lviv', zip: '79000' },
        lines: [
          { sku: 'a-1', quantity: 1 },
          { sku: 'b-2', quantity: 7 },
        ],
      });
    });
  }

  test('files are uploaded in lists of files and in entries of lists, whose limit is said as it was set', async () => {
    await open('parts');
    for (const group of ['Papers', 'Papers', 'Pages']) await add(group);
    assert.match((await page.locator('.upload .hint').first().textContent()) ?? '', /at most 100 MiB$/);
    const inputs = page.locator('input[type=file]');
    assert.equal(await inputs.count(), 3);
    // the first is shown as done afterwards, and its input is gone
    for (const name of ['one.csv', 'two.csv', 'three.csv']) {
      await inputs.first().setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(name) });
      await page.getByText(`${name} is uploaded`).waitFor();
    }
    await page.getByLabel('Caption').fill('last');
    assert.deepEqual(await seriousFaults(page), []);
    await run();
    const { files, pages } = (await dataOfTask()) as { files: string[]; pages: Array<Record<string, string>> };
    assert.equal(files.length, 2);
    for (const path of [...files, pages[0]?.['scan']]) assert.match(String(path), /uploads.*\.csv$/);
    assert.equal(pages[0]?.['caption'], 'last');
  });

  test('names with a value each are a table, whose errors stand in their row', async () => {
    await open('parts');
    await add('Columns');
    await add('Columns');
    await page.getByLabel('Name 1 of Columns').fill('sku');
    await page.getByLabel('Value 1 of Columns').fill('Article');
    await page.getByLabel('Name 2 of Columns').fill('price');
    await page.getByLabel('Value 2 of Columns').fill('x');
    await add('Weights');
    await page.getByLabel('Name 1 of Weights').fill('a/b');
    await page.getByLabel('Value 1 of Weights').fill('5');
    await run();
    const rows = page.getByRole('group', { name: 'Columns' }).locator('.pair');
    await rows.nth(1).getByText('must NOT have fewer than 2 characters').waitFor();
    assert.equal(await rows.nth(0).locator('.field-error').count(), 0);
    await page.getByLabel('Name 2 of Columns').fill('colour');
    await page.getByLabel('Value 2 of Columns').fill('Price');
    await run();
    await rows.nth(1).getByText('its name must be one of sku, price').waitFor();
    await rows.nth(1).getByRole('button', { name: 'Remove' }).click();
    await page.getByLabel('By ship').check();
    assert.deepEqual(await seriousFaults(page), []);
    await run();
    assert.deepEqual(await dataOfTask(), { columns: { sku: 'Article' }, weights: { 'a/b': 5 }, parts: ['sea'] });
  });

  test('a secret of a task is shown as stored when it is run again, and kept', async () => {
    await open('parts');
    await page.getByLabel('Token').fill('deep secret');
    assert.equal(await page.getByLabel('Token').getAttribute('type'), 'password');
    await run();
    assert.deepEqual(await dataOfTask(), { token: 'deep secret' });
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.getByRole('dialog').getByText('Stored, not shown').waitFor();
    const first = page.url();
    await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
    await page.waitForURL((url) => url.href !== first);
    assert.deepEqual(await dataOfTask(), { token: 'deep secret' });
  });

  test('secrets in a list stay with their entries, whichever are moved, changed and removed', async () => {
    await page.goto(`${world.url}/workers/forms?tab=settings`);
    await page.getByText('Stored, not shown').nth(2).waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).first().click();
    await page.getByText('Stored, not shown').nth(2).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Replace: Key' }).nth(1).click();
    await page.getByLabel('Key', { exact: true }).fill('new-3');
    await add('Accounts');
    await page.getByLabel('Name').nth(2).fill('fourth');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    const worker = (await world.stask.getWorkerInstance('forms')) as BaseWorker;
    assert.deepEqual(worker.getConfig('accounts'), [
      { name: 'second', key: 'key-2' },
      { name: 'third', key: 'new-3' },
      { name: 'fourth' },
    ]);
    assert.deepEqual(
      faults.filter((fault) => !fault.includes('status of 422')),
      [],
    );
  });
});

/** What a person meets in the form, from the top. */
function shownFields(page: Page): Promise<Shown[]> {
  return page.evaluate<
    Shown[]
  >(`[...document.querySelectorAll('form.schema-form .fields input, form.schema-form .fields select')]
    .filter((element) => element.closest('details') === null)
    .map((element) => ({
      label: (element.labels?.[0]?.textContent ?? '').replace(' *', '').trim(),
      type: element.type,
      required: element.required,
      limits: [element.getAttribute('min'), element.getAttribute('max')],
      value: element.type === 'checkbox' ? '' : element.value,
      choices: 'options' in element ? [...element.options].map(({ text }) => text) : [],
    }))`);
}
