import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { skipWithoutBrowser } from './open-page.js';
import { openVisit, type Visit } from './open-visit.js';
import { waitUntil } from './wait-until.js';

const LISTS = /\/api\/v1\/tasks\?(?!limit=1$)/;
const FAILED_ROWS = 9;
const FOUND_AT_ONCE = 2;

describe('the list of tasks', { skip: skipWithoutBrowser }, () => {
  let visit: Visit;
  let page: Page;

  before(async () => {
    visit = await openVisit();
    ({ page } = visit);
  });
  after(() => visit?.close());
  const rows = () => page.locator('tbody tr');
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  test('it goes on by itself where the server ended early, until it is full or everything was looked at', async () => {
    await page.route(LISTS, findFew);
    await visit.open('tasks?status=failed');
    await page.getByText(`${FAILED_ROWS} tasks`).waitFor();
    assert.equal(await rows().count(), FAILED_ROWS);
    assert.equal(await button('Search further back').count(), 0);
    await page.unroute(LISTS);
  });

  test('it tells how far back it has looked, ends when told to, and goes on when asked', async () => {
    const held: Route[] = [];
    let answered = 0;
    await page.route(LISTS, async (route) => {
      if (++answered > 2) held.push(route);
      else await findFew(route);
    });
    await visit.open('tasks?status=failed');
    await page.getByText(/Searching….*Looked back to \d+ \w+ \d{4}/).waitFor();
    await waitUntil('it asks for more', async () => held.length === 1);
    await button('Stop searching').click();
    await button('Search further back').waitFor();
    assert.equal(await page.getByText('Searching…').count(), 0);
    assert.equal(await rows().count(), 2 * FOUND_AT_ONCE);

    await page.unroute(LISTS);
    await button('Search further back').click();
    await page.getByText(`${FAILED_ROWS} tasks`).waitFor();
    assert.equal(await rows().count(), FAILED_ROWS);
  });

  test('what is wrong with going on is told, and tried again', async () => {
    let refused = 0;
    await page.route(LISTS, async (route) => {
      if (!route.request().url().includes('cursor=')) return findFew(route);
      refused++;
      return route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        json: {
          type: 'about:blank',
          title: 'Oops',
          status: 500,
          detail: 'The list broke',
          code: 'internal',
          params: {},
        },
      });
    });
    await visit.open('tasks?status=failed');
    await page.getByRole('alert').getByText('The list broke').waitFor();
    assert.equal(refused, 1);
    assert.equal(await rows().count(), FOUND_AT_ONCE);
    await page.unroute(LISTS);
    await button('Try again').click();
    await page.getByText(`${FAILED_ROWS} tasks`).waitFor();
  });

  test('it keeps the older pages when it is fetched anew', async () => {
    await visit.open('tasks');
    await button('Load more').click();
    await waitUntil('there are two pages', async () => (await rows().count()) === 100);
    const anew = page.waitForResponse(LISTS);
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await anew;
    const { id } = await visit.world.stask.create({ identifier: 'stock', action: 'count', data: {} });
    await page.getByRole('button', { name: /new task/ }).waitFor();
    assert.equal(await rows().count(), 100);
    await page.getByRole('button', { name: /new task/ }).click();
    await rows().first().getByText(String(id)).waitFor();
    await waitUntil('it begins again with one page', async () => (await rows().count()) === 50);
  });

  test('a period counts from when it was chosen, so the list stays as it is when the minute ends', async () => {
    await page.clock.install();
    const asked = new Set<string>();
    page.on('request', (request) => {
      const since = new URL(request.url()).searchParams.get('since');
      if (since !== null) asked.add(since);
    });
    await visit.open('tasks?period=day');
    await page.locator('.live-live').waitFor();
    await rows().first().waitFor();
    await page.clock.fastForward('05:00');
    const { id } = await visit.world.stask.create({ identifier: 'stock', action: 'count', data: {} });
    // the stream is silent for too long by that clock, so the task comes by polling, or behind the button by the next one
    const told = page.getByRole('button', { name: /new task/ });
    await told
      .or(rows().first().getByText(String(id)))
      .first()
      .waitFor();
    assert.equal(asked.size, 1);
  });
});

/** Answers as a server does that looks through many tasks and finds two of them in its time. */
async function findFew(route: Route): Promise<void> {
  const url = new URL(route.request().url());
  url.searchParams.set('limit', String(FOUND_AT_ONCE));
  const response = await route.fetch({ url: url.href });
  const list = (await response.json()) as { items: Array<{ createdAt: string }>; nextCursor?: string };
  const searchedTo = list.nextCursor === undefined ? undefined : list.items.at(-1)?.createdAt;
  await route.fulfill({ response, json: { ...list, searchedTo } });
}
