import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { openAdminWorld, root, type AdminWorld } from './admin-world.js';
import { fillWorld, type FilledWorld } from './fill-world.js';
import { SCREENS, type Screen } from './screen-list.js';
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
/** Screens whose dark pictures are kept too. */
const DARK = new Set(['overview', 'tasks', 'task-running', 'task-log-find', 'workers']);

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
    test(`${screen.name}: nothing serious for axe in light and dark, no sideways scrolling on a phone, no fault`, async () => {
      const { page, faults } = watched;
      const open = async (): Promise<void> => {
        await page.goto(`${world.url}/${screen.path(tasks)}`);
        await page.locator('main').getByText(screen.ready).filter({ visible: true }).first().waitFor();
        await page.locator('.live-live').waitFor();
        await screen.act?.(page);
      };
      await page.setViewportSize(DESKTOP);
      await page.emulateMedia({ colorScheme: 'light' });
      await open();
      await keep(page, screen, 'desktop');
      assert.deepEqual(await seriousFaults(page), []);

      await page.emulateMedia({ colorScheme: 'dark' });
      if (DARK.has(screen.name)) await keep(page, screen, 'dark');
      assert.deepEqual(await seriousFaults(page), []);

      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(PHONE);
      await open();
      await keep(page, screen, 'phone');
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), PHONE.width);
      assert.deepEqual(faults, []);
    });
  }
});

async function keep(page: Page, { name, unshown }: Screen, how: string): Promise<void> {
  if (shots && !unshown) await page.screenshot({ path: join(root, shots, `${name}-${how}.png`) });
}

/** Takes its time, so the run that only keeps pictures goes without. */
async function seriousFaults(page: Page): Promise<string[]> {
  if (shots) return [];
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
