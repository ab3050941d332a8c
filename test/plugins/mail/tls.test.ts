import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runAction } from 'stask/testing';
import { MailWorker } from 'stask-worker-mail';
import { temporaryFolder } from '../temporary-folder.js';
import { settingsFor, startMailServer, type MailServer } from './mail-server.js';

const folder = temporaryFolder();
const caFile = join(folder, 'good.crt');
const mail = { subject: 'News', text: 'Hello, this is private', recipients: ['ann@example.org'] };

/** A certificate that signs itself, for this address and these days. */
function makeCertificate(name: string, address: string, ...more: string[]): { key: Buffer; cert: Buffer } {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const about = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${address}`, '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', ...kind, ...about, ...more], { stdio: 'pipe' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

let implicit: MailServer;
let starttls: MailServer;
let otherName: MailServer;
let plain: MailServer;
before(async () => {
  const good = makeCertificate('good', 'IP:127.0.0.1', '-days', '2');
  const other = makeCertificate('other', 'DNS:elsewhere.example', '-days', '2');
  implicit = await startMailServer({ tls: good, secure: true });
  starttls = await startMailServer({ tls: good });
  otherName = await startMailServer({ tls: other });
  plain = await startMailServer();
});
after(async () => {
  for (const server of [implicit, starttls, otherName, plain]) await server.close();
});

function send(port: number, security: string, more: object = {}) {
  const settings = { ...settingsFor(port), security, user: 'shop', password: 'right', ca_file: caFile, ...more };
  return runAction(MailWorker, 'send', mail, { settings, maxAttempts: 3 });
}

describe('encryption', () => {
  test('with tls and with starttls the user signs in and the mail goes out encrypted', async () => {
    for (const [server, security] of [
      [implicit, 'tls'],
      [starttls, 'starttls'],
    ] as const) {
      const run = await send(server.port, security);
      assert.equal(run.status, 'completed', run.message);
      assert.deepEqual(
        [server.logins, server.mails.map(({ to, encrypted }) => [to, encrypted])],
        [['shop:right'], [['ann@example.org', true]]],
      );
    }
  });

  const untrusted: ReadonlyArray<[title: string, server: () => MailServer, settings: object, message: RegExp]> = [
    ['a certificate that nobody vouches for', () => starttls, { ca_file: '' }, /cannot prove .*self-signed.*"ca_file"/],
    ['the same with tls', () => implicit, { ca_file: '', security: 'tls' }, /cannot prove .*self-signed.*"ca_file"/],
    [
      'one for another host',
      () => otherName,
      { ca_file: join(folder, 'other.crt') },
      /cannot prove that it is 127\.0\.0\.1/,
    ],
    ['one by another authority', () => otherName, {}, /cannot prove/],
  ];
  for (const [title, server, settings, message] of untrusted) {
    test(`${title} ends the task before the password and the mail are sent`, async () => {
      const count = [server().logins.length, server().mails.length];
      const run = await send(server().port, 'starttls', settings);
      assert.equal(run.status, 'failed');
      assert.match(run.message, message);
      assert.deepEqual([server().logins.length, server().mails.length], count);
    });
  }

  test('a server without starttls gets neither password nor mail, however it says so', async () => {
    for (const [reply, status] of [
      ['502 not implemented', 'failed'],
      ['454 not now', 'pending'],
      ['220 go ahead', 'pending'], // and no TLS follows
    ] as const) {
      const server = await startListener(reply);
      const run = await send(server.port, 'starttls', { timeout: 1 });
      await server.close();
      assert.equal(run.status, status, `${reply}: ${run.message}`);
      if (status === 'failed') assert.match(run.message, /does not offer STARTTLS.*Nothing was sent unencrypted/);
      assert.doesNotMatch(server.heard(), /AUTH|MAIL FROM|private/i);
      assert.match(server.heard(), /STARTTLS/);
    }
  });

  test('a server that speaks no TLS from the first byte is told for tls', async () => {
    const run = await send(plain.port, 'tls');
    assert.equal(run.status, 'failed');
    assert.match(run.message, /does not speak TLS from the first byte.*security=starttls/);
    assert.deepEqual([plain.logins, plain.mails], [[], []]);
  });

  test('a file of certificates that is none, is damaged or is not there is told', async () => {
    const text = join(folder, 'text.crt');
    writeFileSync(text, 'no certificate');
    const damaged = join(folder, 'damaged.crt');
    writeFileSync(damaged, readFileSync(caFile, 'utf8').replace(/\n[A-Za-z0-9+/]{20}/, '\nAAAA'));
    for (const [file, message] of [
      [text, /text\.crt" of the setting "ca_file" has no certificate in PEM form/],
      [damaged, /damaged\.crt" of the setting "ca_file" has no certificate in PEM form, or a damaged one/],
      [join(folder, 'none.crt'), /none\.crt" of the setting "ca_file" cannot be read/],
    ] as const) {
      const run = await send(starttls.port, 'starttls', { ca_file: file });
      assert.equal(run.status, 'failed');
      assert.match(run.message, message);
    }
  });
});

/** A server that offers STARTTLS and PLAIN, answers STARTTLS like this, and keeps what it hears. */
async function startListener(
  reply: string,
): Promise<{ port: number; heard: () => string; close: () => Promise<void> }> {
  let heard = '';
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.write('220 listener\r\n');
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      if (data.toString().startsWith('EHLO')) socket.write('250-listener\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n');
      else if (data.toString().startsWith('STARTTLS')) socket.write(`${reply}\r\n`);
      else socket.write('250 ok\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, heard: () => heard, close };
}
