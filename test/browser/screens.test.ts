import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openAdminWorld, root, type AdminWorld } from './admin-world.js';
import { fillWorld, type FilledWorld } from './fill-world.js';
import { SCREENS, type Screen } from './screen-list.js';
import { seriousFaults, widerThanShown } from './serious-faults.js';
import {
  browserPath,
  DESKTOP,
  openBrowser,
  openPage,
  PHONE,
  skipWithoutBrowser,
  WIDE_PHONE,
  type WatchedPage,
} from './open-page.js';

/** `npm run screenshots` keeps what the tests see for the documentation. */
const shots = process.env['STASK_SCREENSHOTS'];
/** Screens whose dark pictures are kept too. */
const DARK = new Set(['overview', 'tasks', 'task-running', 'task-log-find', 'workers', 'worker-widget']);

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

  for (const screen of SCREENS) {
    test(`${screen.name}: nothing serious for axe at desk and phone width, no sideways scrolling, no fault`, async () => {
      const { page, faults } = watched;
      const open = async (size: typeof PHONE | typeof DESKTOP): Promise<void> => {
        await page.setViewportSize(size);
        await page.goto(`${world.url}/${screen.path(tasks)}`);
        await page.locator('main').getByText(screen.ready).filter({ visible: true }).first().waitFor();
        await page.locator('.live-live').waitFor();
        await screen.act?.(page);
      };
      await open(DESKTOP);
      await keep(page, screen, 'desktop');
      if (shots) {
        await keepDark(page, screen);
      } else {
        assert.deepEqual(await seriousFaults(page), []);
      }

      await open(PHONE);
      await keep(page, screen, 'phone');
      assert.deepEqual(await widerThanShown(page), []);
      if (!shots) {
        await page.setViewportSize(WIDE_PHONE);
        assert.deepEqual(await seriousFaults(page), []);
      }
      assert.deepEqual(faults, []);
    });
  }
});

/** `npm run screenshots` only keeps pictures: axe takes its time. */
async function keep(page: Page, { name, unshown }: Screen, how: string): Promise<void> {
  if (shots && !unshown) await page.screenshot({ path: join(root, shots, `${name}-${how}.png`) });
}

async function keepDark(page: Page, screen: Screen): Promise<void> {
  if (!DARK.has(screen.name)) return;
  await page.emulateMedia({ colorScheme: 'dark' });
  await keep(page, screen, 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
}
