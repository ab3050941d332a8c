import type { PageConfig } from '../api-requests.js';

/** What the server wrote into the page. */
export const config = JSON.parse(document.getElementById('stask-config')?.textContent ?? '{}') as PageConfig;

const base = (config.base ?? '').replace(/\/+$/, '');

/** Address of a place in the page, such as `tasks/12`, or of anything else below the mount point. */
export function href(path: string): string {
  return `${base}/${path}`;
}

/** Address of an API route, such as `tasks?status=failed`. */
export function apiHref(path: string): string {
  return href(`api/v1/${path}`);
}
