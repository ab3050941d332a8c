import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { openAdminWorld, root, type AdminWorld } from './admin-world.js';
import { fillWorld, type FilledWorld } from './fill-world.js';
import {
  browserPath,
  DESKTOP,
  openBrowser,
  openPage,
  PHONE,
  skipWithoutBrowser,
  type WatchedPage,
} from './open-page.js';

/** `npm run screenshots` keeps what the tests see for the documentation. */
const shots = process.env['STASK_SCREENSHOTS'];

interface Screen {
  readonly name: string;
  readonly path: (tasks: FilledWorld) => string;
  /** Text that is there once the screen is complete. */
  readonly ready: string;
}

const SCREENS: readonly Screen[] = [
  { name: 'overview', path: () => '', ready: 'Last tasks' },
  { name: 'tasks', path: () => 'tasks', ready: 'Rebuild index' },
  { name: 'task-running', path: ({ longId }) => `tasks/${longId}`, ready: 'Batch 1 is indexed' },
  { name: 'task-failed', path: ({ failedId }) => `tasks/${failedId}`, ready: 'The bank refused the key' },
  { name: 'task-result', path: ({ doneId }) => `tasks/${doneId}?tab=result`, ready: '412,300.50' },
  { name: 'workers', path: () => 'workers', ready: 'Product Management' },
  { name: 'worker-run', path: () => 'workers/reports?action=build_report', ready: 'Other labels' },
  { name: 'worker-upload', path: () => 'workers/reports?action=import_prices', ready: 'Choose a file' },
  { name: 'worker-settings', path: () => 'workers/reports?tab=settings', ready: 'Stored, not shown' },
  { name: 'worker-schedule', path: () => 'workers/reports?tab=schedule', ready: 'Every day at 03:00' },
  { name: 'worker-tasks', path: () => 'workers/reports?tab=tasks', ready: 'Rebuild index' },
  { name: 'worker-widget', path: () => 'workers/reports?tab=widget', ready: 'Sales reports' },
  { name: 'worker-about', path: () => 'workers/reports?tab=about', ready: 'The same in code' },
  { name: 'system', path: () => 'system', ready: 'Audit log' },
];

test('Chromium is there in CI', { skip: process.env['CI'] === 'true' ? false : 'only CI must have it' }, () => {
  assert.notEqual(browserPath, undefined, 'CI needs Chromium for the tests of the admin page.');
});

describe('screens of the admin page', { skip: skipWithoutBrowser }, () => {
  let world: AdminWorld;
  let tasks: FilledWorld;
  let browser: Browser;
  let watched: WatchedPage;

  before(async () => {
    world = await openAdminWorld();
    tasks = await fillWorld(world);
    browser = await openBrowser();
    watched = await openPage(browser, world.url);
    if (shots) mkdirSync(join(root, shots), { recursive: true });
  });
  after(async () => {
    await browser?.close();
    await tasks?.runner.stop({ timeoutMs: 0 });
    await world?.close();
  });

  for (const { name, path, ready } of SCREENS) {
    test(`${name}: nothing serious for axe in light and dark, no sideways scrolling on a phone, no fault`, async () => {
      const { page, faults } = watched;
      await page.setViewportSize(DESKTOP);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(`${world.url}/${path(tasks)}`);
      await page.locator('main').getByText(ready).first().waitFor();
      await page.locator('.live-live').waitFor();
      await keep(page, `${name}-desktop`);
      assert.deepEqual(await seriousFaults(page), []);

      await page.emulateMedia({ colorScheme: 'dark' });
      if (name === 'overview' || name === 'task-running') await keep(page, `${name}-desktop-dark`);
      assert.deepEqual(await seriousFaults(page), []);

      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(PHONE);
      await keep(page, `${name}-phone`);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), PHONE.width);
      assert.deepEqual(faults, []);
    });
  }
});

async function keep(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: join(root, shots, `${name}.png`) });
}

/** Takes its time, so the run that only keeps pictures goes without. */
async function seriousFaults(page: Page): Promise<string[]> {
  if (shots) return [];
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
