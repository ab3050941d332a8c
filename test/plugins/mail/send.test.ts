import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { describeWorker, runAction } from 'stask/testing';
import { MailWorker } from 'stask-worker-mail';
import { refusal, settingsFor, startMailServer, type MailServer } from './mail-server.js';

let server: MailServer;
before(async () => void (server = await startMailServer()));
after(() => server.close());
afterEach(() => {
  server.mails.length = 0;
  server.logins.length = 0;
  server.rules = {};
});

const mail = { subject: 'News', text: 'Hello {{name|you}}' };
const people = ['ann@example.org', 'bo@example.org'];

const send = (options: Record<string, unknown>, more: { settings?: object; files?: Record<string, string> } = {}) =>
  runAction(
    MailWorker,
    'send',
    (folder) => ({
      ...mail,
      ...options,
      ...(typeof options['file'] === 'string' && { file: options['file'].replace('$', folder) }),
    }),
    { settings: { ...settingsFor(server.port), ...more.settings }, files: more.files },
  );

const scheduled = (mailOfIt: object, files: Record<string, string> = {}) =>
  runAction(MailWorker, 'make', {}, { settings: { ...settingsFor(server.port), scheduled: mailOfIt }, files });

describeWorker(MailWorker, {
  cases: [{ action: 'send', options: { ...mail, recipients: people, dry_run: true }, settings: settingsFor(1) }],
});

describe('send', () => {
  test('each recipient of a CSV file gets a mail of their own, filled in and escaped', async () => {
    const file = 'email;Name\r\nann@example.org;Ann <b>"O\'Hara"</b>\r\nbo@example.org;\r\n';
    const run = await send(
      { file: '$/people.csv', subject: 'For {{name|you}}', html: '<p title="{{name}}">{{ NAME | friend }}</p>' },
      { files: { 'people.csv': `\uFEFF${file}` } },
    );
    assert.equal(run.status, 'completed', run.message);
    assert.equal(run.message, '2 of 2 mails sent');
    assert.deepEqual(server.recipients(), people);
    const [first, second] = server.mails.map(({ raw }) => raw.replaceAll('=\r\n', '').replaceAll('=3D', '='));
    assert.match(first ?? '', /^From: Shop <news@shop\.example>$/m);
    assert.match(first ?? '', /title="Ann &#60;b&#62;&#34;O&#39;Hara&#34;&#60;\/b&#62;"/);
    assert.match(second ?? '', /^Subject: For you$/m);
    assert.match(second ?? '', /<p title="">friend<\/p>/);
    assert.equal(run.progress.at(-1)?.progress, 100);
  });

  test('JSON lines are read, and what is wrong with a recipient is listed and stops nobody else', async () => {
    const lines = [
      '{"email":"ann@example.org","name":"Ann"}',
      'no json',
      '{"name":"nobody"}',
      '{"email":"x@@example.org"}',
      '{"email":"a@example.org\\r\\nBcc: all@example.org"}',
      '{"email":"bo@example.org","name":{"deep":1}}',
      '{"email":"ANN@example.org","name":"Ann"}',
      '{"email":"cy@example.org","name":"Cy\\nBcc: all@example.org"}',
    ];
    const run = await send(
      { file: '$/people.jsonl', subject: 'For {{name}}' },
      { files: { 'people.jsonl': lines.join('\n') } },
    );
    assert.equal(run.message, '1 of 8 mails sent, 6 invalid, 1 duplicates');
    const report = Object.entries(run.files).find(([name]) => name.endsWith('.report.csv'))?.[1] ?? '';
    assert.match(report, /^"line 5","","invalid","has a line break or control character in its address"$/m);
    assert.match(report, /^"line 8","cy@example\.org","invalid","has a line break in a field of the subject"$/m);
    assert.match(report, /^"line 7","ANN@example\.org","duplicate"/m);
    assert.deepEqual(server.recipients(), ['ann@example.org']);
  });

  test('a name that was sent to before sends only to those who are new, and only the same mail', async () => {
    const first = await send({ recipients: people, campaign: 'spring' });
    const files = { 'spring.jsonl': first.files['spring.jsonl'] ?? '' };
    const second = await send({ recipients: [...people, 'cy@example.org'], campaign: 'spring' }, { files });
    assert.deepEqual([second.message, server.recipients()], ['3 of 3 mails sent', [...people, 'cy@example.org']]);
    assert.equal((second.result as { sent_now: number }).sent_now, 1);
    const other = await send({ recipients: people, campaign: 'spring', subject: 'Other' }, { files });
    assert.equal(other.status, 'failed');
    assert.match(other.message, /begun with another mail/);
  });

  test('a recipient whose mail was begun and not ended is left alone, unless told otherwise, with the same Message-ID', async () => {
    const first = await send({ recipients: people, campaign: 'cut' });
    const whole = first.files['cut.jsonl'] ?? '';
    const idBefore = server.mails[1]?.messageId;
    const cut = whole.slice(0, whole.lastIndexOf('{"state":"sent"') + 20); // the crash cut the last line
    const again = await send({ recipients: people, campaign: 'cut' }, { files: { 'cut.jsonl': cut } });
    assert.equal(again.message, '1 of 2 mails sent, 1 uncertain');
    assert.equal(server.mails.length, 2);
    const forced = await send(
      { recipients: people, campaign: 'cut', resend_uncertain: true },
      { files: { 'cut.jsonl': cut } },
    );
    assert.equal(forced.message, '2 of 2 mails sent');
    assert.deepEqual([server.mails.length, server.mails[2]?.messageId], [3, idBefore]);
  });

  test('5xx is for good, 4xx is tried later and not for ever, both for one recipient only', async () => {
    server.rules.onRecipient = (address) =>
      address.startsWith('gone')
        ? refusal(550, 'no such user')
        : address.startsWith('full')
          ? refusal(452, 'full')
          : undefined;
    const recipients = ['gone@example.org', 'full@example.org', 'ann@example.org'];
    const first = await send({ recipients, campaign: 'codes' }, { settings: { tries: 2, retry_minutes: 7 } });
    assert.deepEqual([first.status, first.retryInMs], ['pending', 7 * 60_000]);
    assert.deepEqual(server.recipients(), ['ann@example.org']);
    const files = { 'codes.jsonl': first.files['codes.jsonl'] ?? '' };
    const second = await send({ recipients, campaign: 'codes' }, { settings: { tries: 2 }, files });
    assert.equal(second.message, '1 of 3 mails sent, 2 failed');
    assert.match(JSON.stringify(second.files), /550 no such user/);
    assert.equal(server.mails.length, 1);
  });

  test('421 ends the run, and those who were not reached are sent to later', async () => {
    server.rules.onRecipient = (address) => (address.startsWith('bo') ? refusal(421, 'too many') : undefined);
    const first = await send({ recipients: [...people, 'cy@example.org'], campaign: 'busy' });
    assert.equal(first.status, 'pending');
    assert.deepEqual(server.recipients(), ['ann@example.org']);
    server.rules = {};
    const files = { 'busy.jsonl': first.files['busy.jsonl'] ?? '' };
    await send({ recipients: [...people, 'cy@example.org'], campaign: 'busy' }, { files });
    assert.deepEqual(server.recipients(), [...people, 'cy@example.org']);
  });

  test('a sender that is refused fails the task for good and nobody is taken for refused', async () => {
    server.rules.onSender = () => refusal(553, 'not yours');
    const first = await send({ recipients: people, campaign: 'sender' });
    assert.equal(first.status, 'failed');
    assert.match(first.message, /refuses the sender news@shop\.example: 553 not yours/);
    server.rules = {};
    const files = { 'sender.jsonl': first.files['sender.jsonl'] ?? '' };
    assert.equal((await send({ recipients: people, campaign: 'sender' }, { files })).message, '2 of 2 mails sent');
  });

  test('a server that hangs up before it took the content is tried again', async () => {
    const rude = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 rude\r\n');
      socket.on('data', (data) => {
        if (data.toString().startsWith('RCPT')) socket.destroy();
        else socket.write('250 ok\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(rude, 'listening');
    const { port } = rude.address() as AddressInfo;
    const run = await send({ recipients: people, campaign: 'rude' }, { settings: { port } });
    rude.close();
    assert.equal(run.status, 'pending');
    assert.doesNotMatch(run.files['rude.jsonl'] ?? '', /uncertain/);
  });

  test('a connection that is lost after the mail went out leaves it uncertain', async () => {
    server.rules.onStored = ({ to }) => (to.startsWith('ann') ? new Promise(() => {}) : Promise.resolve(undefined));
    const hung = await send({ recipients: people, campaign: 'hung' }, { settings: { timeout: 1 } });
    assert.equal(hung.message, '1 of 2 mails sent, 1 uncertain');
    assert.equal(server.mails.length, 2);
  });

  test('the user signs in, a wrong password fails for good, and it never goes unencrypted to another machine', async () => {
    const right = await send({ recipients: ['ann@example.org'] }, { settings: { user: 'shop', password: 'right' } });
    assert.deepEqual([right.status, server.logins], ['completed', ['shop:right']]);
    const wrong = await send({ recipients: people }, { settings: { user: 'shop', password: 'nope-7531' } });
    assert.equal(wrong.status, 'failed');
    assert.match(wrong.message, /refuses the user "shop"/);
    assert.doesNotMatch(JSON.stringify({ ...wrong, settings: {} }), /nope-7531/);
    const bare = await send({ recipients: people }, { settings: { host: 'smtp.example.org', password: 'right' } });
    assert.match(bare.message, /unencrypted/);
  });

  test('a server that is away is tried again', async () => {
    const run = await runAction(
      MailWorker,
      'send',
      { ...mail, recipients: people },
      { settings: settingsFor(1), maxAttempts: 3 },
    );
    assert.equal(run.status, 'pending');
    assert.match(run.message, /127\.0\.0\.1:1/);
  });

  test('a dry run checks everybody, needs no server and writes no journal', async () => {
    const run = await send(
      { recipients: [...people, 'nonsense'], dry_run: true },
      { settings: { host: 'smtp.invalid', security: 'tls' } },
    );
    assert.equal(run.message, '2 of 3 mails can be sent, none was, 1 invalid');
    assert.deepEqual(
      Object.keys(run.files).filter((name) => name.endsWith('.jsonl')),
      [],
    );
  });

  test('an abort stops between two mails', async () => {
    const recipients = Array.from({ length: 20 }, (_, index) => `p${index}@example.org`);
    const run = await runAction(
      MailWorker,
      'send',
      { ...mail, recipients },
      { settings: settingsFor(server.port), cancelAt: 25 },
    );
    assert.equal(run.status, 'cancelled');
    assert.equal(server.mails.length, 5);
    assert.equal((run.files['task-1.jsonl'] ?? '').split('"sent"').length - 1, 5);
  });

  const refused: ReadonlyArray<[title: string, options: object, settings: object, message: RegExp]> = [
    ['a subject with a line break', { subject: 'A\r\nBcc: all@example.org' }, {}, /\/subject/],
    ['a sender with a line break', {}, { from: 'a@example.org\r\nBcc: all@example.org' }, /Setting "from" must be one/],
    ['two senders', {}, { from: 'a@example.org, b@example.org' }, /must be one address/],
    ['no sender', {}, { from: '' }, /stask settings mail --set from=/],
    ['no server', {}, { host: '' }, /stask settings mail --set host=/],
    ['a mail without text', { text: ' ' }, {}, /The mail is empty/],
    ['a placeholder without a name', { text: 'Hello {{ }}' }, {}, /placeholder "\{\{ \}\}"/],
    ['no recipients', { recipients: undefined }, {}, /either in "recipients" or in a "file"/],
    ['a file of another kind', { recipients: undefined, file: '/etc/passwd' }, {}, /no list of recipients by its name/],
    ['a campaign that is a path', { campaign: '../x' }, {}, /\/campaign/],
  ];
  for (const [title, options, settings, message] of refused) {
    test(`${title} is refused before anything is sent`, async () => {
      const run = await send({ recipients: people, ...options }, { settings });
      assert.equal(run.status, 'failed');
      assert.match(run.message, message);
      assert.equal(server.mails.length, 0);
    });
  }

  test('fields that JavaScript knows on every object are fields like others', async () => {
    const run = await send({ recipients: people, text: '{{constructor|none}} {{__proto__|none}}' });
    assert.equal(run.status, 'completed');
    assert.match(server.mails[0]?.raw ?? '', /none none/);
  });
});

test('a test mail goes to one address and fails when the server refuses it', async () => {
  const options = { to: 'ann@example.org', ...mail, fields: { name: 'Ann' } };
  const run = await runAction(MailWorker, 'test', options, { settings: settingsFor(server.port) });
  assert.equal(run.status, 'completed', run.message);
  assert.match(server.mails[0]?.raw ?? '', /Hello Ann/);
  assert.deepEqual(run.files, {});
  server.rules.onRecipient = () => refusal(550, 'no such user');
  assert.match(
    (await runAction(MailWorker, 'test', options, { settings: settingsFor(server.port) })).message,
    /550 no such user/,
  );
});

describe('make', () => {
  test('sends the mail of the settings to those who are in the file at each run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stask-mail-'));
    try {
      const file = join(folder, 'people.csv');
      await writeFile(file, 'email,name\nann@example.org,Ann\n');
      assert.equal((await scheduled({ ...mail, file })).message, '1 of 1 mails sent');
      await writeFile(file, 'email,name\nann@example.org,Ann\nbo@example.org,\n');
      const again = await scheduled({ ...mail, file });
      assert.equal(again.message, '2 of 2 mails sent');
      assert.deepEqual(server.recipients(), ['ann@example.org', ...people]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('fails at once, and says which settings to set, when there is no mail', async () => {
    const run = await scheduled({ file: 'people.csv' });
    assert.equal(run.status, 'failed');
    assert.match(run.message, /set scheduled\.subject, such as/);
    assert.match((await scheduled({})).message, /set scheduled\.subject and scheduled\.file/);
    assert.equal(server.mails.length, 0);
  });
});
