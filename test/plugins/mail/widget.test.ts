import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWithPlugin } from '../plugin-host.js';
import { temporaryFolder } from '../temporary-folder.js';
import { statsOf, widgetOf } from '../widget-of.js';
import { refusal, settingsFor, startMailServer } from './mail-server.js';

test('the widget tells how the last sending ended, and names no recipient', async (t) => {
  const server = await startMailServer();
  t.after(() => server.close());
  const stask = await hostWithPlugin(temporaryFolder(), 'stask-worker-mail');
  assert.match(JSON.stringify(await widgetOf(stask, 'mail')), /not set yet/);
  await stask.updateSettings('mail', { ...settingsFor(server.port) });
  const send = async (more: object): Promise<number> => {
    const recipients = ['ann@example.org', 'bo@example.org', 'bo@example.org', 'nobody'];
    const data = { subject: 'News', text: 'Hello', recipients, campaign: 'spring', ...more };
    const { id } = await stask.create({ identifier: 'mail', action: 'send', data });
    await stask.processPendingTasks();
    return id;
  };
  await send({ dry_run: true });
  assert.deepEqual(statsOf(await widgetOf(stask, 'mail')), { 'Can be sent': 2, 'Left out': 2 });

  server.rules = { onRecipient: (address) => (address.startsWith('bo@') ? refusal(550, 'gone') : undefined) };
  const id = await send({});
  const parts = await widgetOf(stask, 'mail');
  assert.deepEqual(statsOf(parts), { Sent: 1, Failed: 1, Uncertain: 0, 'Left out': 2 });
  const text = JSON.stringify(parts);
  assert.match(text, /Last sending: spring/);
  assert.ok(text.includes(`"tasks/${id}"`), text);
  assert.doesNotMatch(text, /ann@|bo@/);
});
