import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../temporary-folder.js';

interface Entry {
  readonly state: string;
  readonly to: string;
}
interface OpenJournal {
  readonly path: string;
  add(entry: Entry): Promise<void>;
  stateOf(key: string): string | undefined;
  close(): Promise<void>;
}

const built = new URL('../../../../plugins/stask-worker-mail/dist/journal.js', import.meta.url);
const { Journal } = (await import(built.href)) as {
  Journal: { open(folder: string, campaign: string, digest: string): Promise<OpenJournal> };
};
const folder = temporaryFolder();
const intent = (to: string): Entry => ({ state: 'intent', to });
const open = (campaign: string) => Journal.open(join(folder, campaign), campaign, 'digest');

test('of two that write one journal the later one stops, and the first goes on', async () => {
  const first = await open('late');
  const second = await open('late');
  await first.add(intent('ann'));
  await assert.rejects(second.add(intent('bo')), /Another task writes .* at the same time/);
  await first.add({ state: 'sent', to: 'ann' });
  await first.add(intent('cy'));
  await first.close();
  await second.close();
  const next = await open('late');
  assert.deepEqual(
    ['ann', 'bo', 'cy'].map((key) => next.stateOf(key)),
    ['sent', undefined, 'intent'],
  );
  await next.close();
});

test('one that knows all lines takes over, and the one before it stops', async () => {
  const before = await open('over');
  await before.add(intent('ann'));
  const after = await open('over');
  assert.equal(after.stateOf('ann'), 'intent');
  await after.add(intent('bo'));
  await assert.rejects(before.add({ state: 'sent', to: 'ann' }), /Another task writes/);
  await after.add({ state: 'sent', to: 'bo' });
  await before.close();
  await after.close();
});

test('of many that begin one journal at the same moment exactly one goes on', async () => {
  const begun = await Promise.allSettled(Array.from({ length: 8 }, () => open('many')));
  const journals = begun.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const added = await Promise.allSettled(journals.map((journal, index) => journal.add(intent(`p${index}`))));
  assert.equal(added.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const journal of journals) await journal.close();
});

test('a line that a crash cut, of this or another process, is skipped', async () => {
  const journal = await open('cut');
  await journal.add(intent('ann'));
  appendFileSync(journal.path, '{"state":"sent","to":"an');
  await journal.add({ state: 'sent', to: 'ann' });
  await journal.close();
  const next = await open('cut');
  assert.equal(next.stateOf('ann'), 'sent');
  appendFileSync(next.path, '{"state":"intent","to":"bo"');
  await next.close();
  const last = await open('cut');
  await last.add(intent('cy'));
  assert.deepEqual([last.stateOf('bo'), last.stateOf('cy')], [undefined, 'intent']);
  await last.close();
});
