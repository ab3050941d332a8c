import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStask } from 'stask';
import { makeHostFolder } from '../host-folder.js';
import { temporaryFolder } from '../temporary-folder.js';
import { settingsFor, startMailServer, type MailServer } from './mail-server.js';

const RUNNER = fileURLToPath(new URL('../run-host.js', import.meta.url));
const folder = temporaryFolder();
const PEOPLE = ['ann@example.org', 'bo@example.org', 'cy@example.org', 'di@example.org'];
const VICTIM = 'bo@example.org';

let server: MailServer;
before(async () => void (server = await startMailServer()));
after(() => server.close());

/** A host with the worker from its package and one queued sending. */
async function makeHost(name: string): Promise<string> {
  const cwd = join(folder, name);
  makeHostFolder(cwd, 'stask-worker-mail');
  await using stask = await createStask({ cwd, discovery: { activate: true } });
  writeFileSync(join(cwd, 'prices.txt'), 'Prices');
  await stask.updateSettings('mail', { ...settingsFor(server.port), attachment_folders: [cwd] });
  const data = { recipients: PEOPLE, subject: 'News of {{email}}', text: 'Hello', attachments: ['prices.txt'] };
  await stask.create({ identifier: 'mail', action: 'send', data, backoff: 0 });
  return cwd;
}

function start(cwd: string, env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [RUNNER, cwd], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
}

async function ended(child: ChildProcess): Promise<[code: number | null, signal: string | null]> {
  return (await once(child, 'exit')) as [number | null, string | null];
}

async function resultOf(cwd: string): Promise<{ attempts: number; result: Record<string, unknown>; journal: string }> {
  await using stask = await createStask({ cwd });
  const task = await stask.getTask(1);
  assert.equal(task.statusText, 'completed', task.message);
  const journal = readFileSync(join(cwd, 'storage/stask/files/mail/task-1.jsonl'), 'utf8');
  return { attempts: task.attempts, result: task.result as Record<string, unknown>, journal };
}

test('two hosts that send one campaign from one storage send nobody two mails', async () => {
  const cwd = join(folder, 'two');
  makeHostFolder(cwd, 'stask-worker-mail');
  server.mails.length = 0;
  const recipients = Array.from({ length: 30 }, (_, index) => `p${index}@example.org`);
  const data = { recipients, subject: 'News', text: 'Hello', campaign: 'shared' };
  const runs = ['a', 'b'].map(async (name) => {
    const database = `sqlite:${join(cwd, `${name}.sqlite`)}`;
    await using stask = await createStask({ cwd, database, discovery: { activate: true } });
    await stask.updateSettings('mail', settingsFor(server.port));
    const task = await stask.create({ identifier: 'mail', action: 'send', data });
    await stask.processPendingTasks();
    return (await stask.getTask(task.id)).statusText;
  });
  assert.ok((await Promise.all(runs)).includes('completed'));
  assert.deepEqual(server.recipients().toSorted(), recipients.toSorted());
});

describe('a mail worker whose process is killed', () => {
  // [step, mails that the one it was about gets in the end, whether its state is known]
  const steps = [
    ['before-intent', 1, true],
    ['intent', 0, false],
    ['sent', 1, false],
    ['outcome', 1, true],
  ] as const;
  for (const [step, mails, known] of steps) {
    test(`at "${step}" goes on in another process and sends nobody two mails`, async () => {
      const cwd = await makeHost(step);
      server.mails.length = 0;
      assert.equal((await ended(start(cwd, { KILL_STEP: step, KILL_AT: VICTIM })))[1], 'SIGKILL');
      assert.equal((await ended(start(cwd)))[0], 0);
      const expected = PEOPLE.filter((address) => address !== VICTIM || mails === 1);
      assert.deepEqual(server.recipients().toSorted(), expected);
      assert.ok(server.mails.every(({ raw }) => raw.includes('filename=prices.txt')));
      const { attempts, result } = await resultOf(cwd);
      assert.equal(attempts, 2);
      assert.deepEqual([result['sent'], result['uncertain']], known ? [4, 0] : [3, 1]);
    });
  }

  test('while the server has the mail and has not answered yet sends nobody two mails', async () => {
    const cwd = await makeHost('unanswered');
    server.mails.length = 0;
    const child = start(cwd);
    server.rules.onStored = async ({ to }) => {
      if (to === VICTIM) child.kill('SIGKILL');
      return undefined;
    };
    assert.equal((await ended(child))[1], 'SIGKILL');
    server.rules = {};
    assert.equal((await ended(start(cwd)))[0], 0);
    const recipients = server.recipients();
    assert.deepEqual(recipients.toSorted(), PEOPLE);
    const { result, journal } = await resultOf(cwd);
    assert.equal(Number(result['sent']) + Number(result['uncertain']), 4);
    assert.equal(journal.split('\n').filter((line) => line.includes('"intent"')).length, 4);
  });
});
