import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { runAction } from 'stask/testing';
import { MailWorker } from 'stask-worker-mail';
import { temporaryFolder } from '../temporary-folder.js';
import { settingsFor, startMailServer, type MailServer } from './mail-server.js';

const folder = temporaryFolder();
const allowed = join(folder, 'allowed');
const outside = join(folder, 'outside');
const LIST = Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256));
const mail = { subject: 'Prices', text: 'See the file', recipients: ['ann@example.org', 'bo@example.org'] };

let server: MailServer;
before(async () => {
  server = await startMailServer({ size: 200_000 });
  mkdirSync(join(allowed, 'sub'), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(allowed, 'прайс.bin'), LIST);
  writeFileSync(join(allowed, 'sub/terms.txt'), 'Terms');
  writeFileSync(join(allowed, 'big.bin'), Buffer.alloc(1_000_001));
  writeFileSync(join(allowed, 'server.bin'), Buffer.alloc(300_000));
  writeFileSync(join(allowed, 'line\nbreak.txt'), 'x');
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  symlinkSync(join(outside, 'secret.txt'), join(allowed, 'link.txt'));
  symlinkSync(join(allowed, 'sub'), join(outside, 'link'));
  execFileSync('mkfifo', [join(allowed, 'pipe')]);
});
after(() => server.close());
afterEach(() => void (server.mails.length = 0));

function send(
  attachments: unknown,
  more: { settings?: object; options?: object; files?: Record<string, string> } = {},
) {
  const settings = { ...settingsFor(server.port), attachment_folders: [allowed], attachments_mb: 1, ...more.settings };
  return runAction(MailWorker, 'send', { ...mail, attachments, ...more.options } as object as Record<string, never>, {
    settings,
    files: more.files,
  });
}

/** The content of the part with this name, decoded. */
function attached(raw: string, name: RegExp): Buffer {
  const part = raw.split(/\r\n--/).find((each) => name.test(each)) ?? '';
  assert.match(part, /Content-Transfer-Encoding: base64/);
  assert.match(part, /Content-Disposition: attachment/);
  return Buffer.from(part.split('\r\n\r\n')[1] ?? '', 'base64');
}

describe('attachments', () => {
  test('each recipient gets every file, byte for byte and under its name', async () => {
    const run = await send([join(allowed, 'прайс.bin'), 'sub/terms.txt', join(outside, 'link/terms.txt')]);
    assert.equal(run.message, '2 of 2 mails sent');
    assert.deepEqual(server.recipients(), mail.recipients);
    for (const { raw } of server.mails) {
      assert.deepEqual(attached(raw, /filename\*0\*=utf-8''%D0%BF/i), LIST);
      assert.equal(attached(raw, /filename=terms\.txt/).toString(), 'Terms');
      assert.match(raw, /See the file/);
    }
  });

  test('"test" sends them too', async () => {
    const options = { to: 'ann@example.org', subject: 'Prices', text: 'x', attachments: ['sub/terms.txt'] };
    const settings = { ...settingsFor(server.port), attachment_folders: [allowed] };
    const run = await runAction(MailWorker, 'test', options, { settings });
    assert.equal(run.status, 'completed', run.message);
    assert.equal(attached(server.mails[0]?.raw ?? '', /filename=terms\.txt/).toString(), 'Terms');
  });

  test('another content under the same name is another mail, which the journal of the first refuses', async () => {
    writeFileSync(join(allowed, 'week.txt'), 'Week 1');
    const options = { campaign: 'week' };
    const first = await send(['week.txt'], { options });
    const files = { 'week.jsonl': first.files['week.jsonl'] ?? '' };
    assert.equal((await send(['week.txt'], { options, files })).message, '2 of 2 mails sent');
    assert.equal(server.mails.length, 2);
    writeFileSync(join(allowed, 'week.txt'), 'Week 2');
    const other = await send(['week.txt'], { options, files });
    assert.equal(other.status, 'failed');
    assert.match(other.message, /"week" was begun with another mail/);
    assert.equal(server.mails.length, 2);
  });

  const refused: ReadonlyArray<[title: string, attachments: unknown, message: RegExp, settings?: object]> = [
    ['a file outside of the folders', [join(outside, 'secret.txt')], /lies in none of the folders .*allowed"/],
    ['a way out of a folder', ['../outside/secret.txt'], /lies in none of the folders/],
    ['a link that leads out', ['link.txt'], /outside\/secret\.txt" is no upload and lies in none/],
    ['any file without a setting', [join(allowed, 'sub/terms.txt')], /\(none\)\. Allow/, { attachment_folders: [] }],
    [
      'a folder named ""',
      ['sub/terms.txt'],
      /"attachment_folders" must be a list of folders/,
      { attachment_folders: [''] },
    ],
    ['the folder itself', ['.'], /lies in none of the folders/],
    ['a folder', ['sub'], /sub" is no regular file/],
    ['a pipe, without waiting for it', ['pipe'], /pipe" is no regular file/],
    ['a file that is not there', ['none.txt'], /none\.txt" cannot be read: it does not exist/],
    ['a file that is too big', ['big.bin'], /big\.bin" \(1000001 bytes\) they are more than the 1 MB/],
    ['files that are too big together', [...Array<string>(4).fill('server.bin')], /too big: with/],
    ['a name with a line break', ['line\nbreak.txt'], /control character in its name/],
    ['what is no text', [{ path: '/etc/passwd' }], /\/attachments\/0/],
    ['too many', Array<string>(21).fill('sub/terms.txt'), /\/attachments/],
  ];
  for (const [title, attachments, message, settings] of refused) {
    test(`${title} is refused, and nobody gets anything`, async () => {
      for (const options of [{}, { dry_run: true }]) {
        const run = await send(attachments, { settings: { ...settings }, options });
        assert.equal(run.status, 'failed');
        assert.match(run.message, message);
        assert.deepEqual([server.mails.length, Object.keys(run.files)], [0, []]);
      }
    });
  }

  test('a mail that is too big for the server fails the task, and nobody is taken for refused', async () => {
    const run = await send(['server.bin'], { options: { campaign: 'big' } });
    assert.equal(run.status, 'failed');
    assert.match(run.message, /^The mail has 41\d{4} bytes with its attachments, and the SMTP server takes none/);
    assert.equal(server.mails.length, 0);
    assert.doesNotMatch(run.files['big.jsonl'] ?? '', /"failed"/);
  });
});
