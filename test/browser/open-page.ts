import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const browserPath: string | undefined =
  process.env['STASK_TEST_CHROMIUM'] ?? CHROMIUM.find((path) => existsSync(path));

/** Why browser tests are left out, or `false`; in CI a missing browser is a failure of its own test. */
export const skipWithoutBrowser: string | false =
  browserPath === undefined
    ? 'no Chromium on this machine (looked in /usr/bin; STASK_TEST_CHROMIUM names another)'
    : false;

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** What must not happen on any screen: requests to elsewhere, policy violations, errors of scripts and console. */
  readonly faults: string[];
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly locale?: string;
}

export const DESKTOP = { width: 1280, height: 860 } as const;
/** The narrowest that everything must fit into. */
export const PHONE = { width: 360, height: 740 } as const;
export const WIDE_PHONE = { width: 390, height: 844 } as const;

export async function openPage(browser: Browser, origin: string, options: PageOptions = {}): Promise<WatchedPage> {
  const { width = DESKTOP.width, height = DESKTOP.height, dark = false, locale = 'en-GB' } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale,
    timezoneId: 'Europe/Kyiv',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  const { host } = new URL(origin);
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.host !== host) faults.push(`request to ${url.host}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  return { page, faults };
}
