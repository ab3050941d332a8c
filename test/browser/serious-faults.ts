import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe finds serious or critical on the page as it stands, in the light and in the dark. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
    for (const { id, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      faults.push(`${colorScheme}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
    }
  }
  return faults;
}

/** What is wider than the window, or than the dialog that is open; tables scroll in boxes of their own. */
export async function widerThanShown(page: Page): Promise<string[]> {
  return page.evaluate<
    string[]
  >(`[document.documentElement, ...document.querySelectorAll('dialog[open], dialog[open] > *')]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map(({ tagName, className, scrollWidth, clientWidth }) =>
      [tagName, className, scrollWidth, '>', clientWidth].join(' '))`);
}
