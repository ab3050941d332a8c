import assert from 'node:assert/strict';
import type { Stask } from 'stask';
import { createAdmin } from 'stask/admin';
import type { WidgetPart } from 'stask/worker';

/** The parts of a worker's widget as the page gets them, so checked and plain. */
export async function widgetOf(stask: Stask, identifier: string): Promise<WidgetPart[]> {
  const admin = createAdmin(stask, { auth: () => 'ann' });
  try {
    const response = await admin(
      new Request(`http://x/api/v1/workers/${identifier}/widget`, { headers: { accept: 'application/json' } }),
    );
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return (JSON.parse(text) as { parts: WidgetPart[] }).parts;
  } finally {
    admin.close();
  }
}

/** Title and value of each figure, those in groups too. */
export function statsOf(parts: readonly WidgetPart[]): Record<string, string | number> {
  const stats = parts.flatMap((part) => (part.kind === 'group' ? part.parts : [part]));
  return Object.fromEntries(stats.flatMap((part) => (part.kind === 'stat' ? [[part.title, part.value]] : [])));
}
