import type { Browser } from 'playwright-core';
import { openAdminWorld, type AdminWorld } from './admin-world.js';
import { fillWorld, type FilledWorld } from './fill-world.js';
import { openBrowser, openPage, type PageOptions, type WatchedPage } from './open-page.js';

/** A page in a browser, on a host with tasks in every state. */
export interface Visit extends WatchedPage {
  readonly world: AdminWorld;
  readonly tasks: FilledWorld;
  readonly browser: Browser;
  /** Goes to a path below the admin's address and waits for the heading. */
  open(path: string): Promise<void>;
  close(): Promise<void>;
}

export async function openVisit(options?: PageOptions): Promise<Visit> {
  const world = await openAdminWorld();
  const tasks = await fillWorld(world);
  const browser = await openBrowser();
  const watched = await openPage(browser, world.url, options);
  return {
    ...watched,
    world,
    tasks,
    browser,
    async open(path) {
      await watched.page.goto(`${world.url}/${path}`);
      await watched.page.locator('h1').waitFor();
    },
    async close() {
      await browser.close();
      await tasks.runner.stop({ timeoutMs: 0 });
      await world.close();
    },
  };
}
