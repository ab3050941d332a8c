import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { describeWorker, runAction, type RunOptions } from 'stask/testing';
import { HttpWorker } from 'stask-worker-http';
import { hostWithPlugin } from '../plugin-host.js';
import { temporaryFolder } from '../temporary-folder.js';
import { serveFile, startServer } from './faulty-server.js';

const server = await startServer();
const other = await startServer();

const body = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
const sha256 = createHash('sha256').update(body).digest();
const url = `${server.origin}/files/data.bin`;

/** Where the download goes; a folder of its own for each test. */
interface Place {
  readonly directory: string;
  readonly file: string;
}

function place(): Place {
  const directory = temporaryFolder();
  return { directory, file: join(directory, 'data.bin') };
}

function download({ directory }: Place, data: object = {}, settings: object = {}, options: RunOptions = {}) {
  return runAction(
    HttpWorker,
    'download',
    { url, ...data },
    { settings: { directory, private_hosts: ['127.0.0.1'], ...settings }, ...options },
  );
}

/** An earlier run of which `bytes` came. */
function begun({ file }: Place, bytes: number, notes: object = {}): void {
  writeFileSync(`${file}.partial`, body.subarray(0, bytes));
  writeFileSync(`${file}.partial.json`, JSON.stringify({ url, validator: '"v1"', total: body.length, ...notes }));
}

async function whenWritten(file: string, bytes: number): Promise<void> {
  while (!existsSync(file) || statSync(file).size < bytes) await delay(5);
}

server.answer = serveFile(body);

const shared = place();
describeWorker(HttpWorker, {
  cases: [
    {
      action: 'download',
      options: { url },
      settings: { directory: shared.directory, private_hosts: ['127.0.0.1'] },
    },
    { action: 'sync', status: 'failed' },
    { action: 'make', status: 'failed' },
  ],
});

describe('a download', () => {
  test('appears under its name with its checksum, and progress in bytes', async () => {
    const at = place();
    server.answer = serveFile(body);
    const ran = await download(at, { checksum: `sha256:${sha256.toString('hex').toUpperCase()}` });
    assert.deepEqual(ran.result, {
      file: at.file,
      bytes: body.length,
      checksum: `sha256:${sha256.toString('hex')}`,
      resumed_at: 0,
    });
    assert.deepEqual(readFileSync(at.file), body);
    assert.ok(!existsSync(`${at.file}.partial`) && !existsSync(`${at.file}.partial.json`));
    assert.equal(ran.progress.at(-1)?.total, body.length);
    assert.equal(ran.progress.at(-1)?.progress, 100);
  });

  for (const [algorithm, text] of [
    ['sha512', `sha512:${createHash('sha512').update(body).digest('hex')}`],
    ['sha384 in base64', `sha384-${createHash('sha384').update(body).digest('base64')}`],
  ]) {
    test(`is checked with ${algorithm}`, async () => {
      assert.equal((await download(place(), { checksum: text })).status, 'completed');
    });
  }

  test('with a wrong checksum fails for good and leaves the file of before', async () => {
    const at = place();
    writeFileSync(at.file, 'before');
    const ran = await download(at, { checksum: `sha256:${'0'.repeat(64)}` }, {}, { maxAttempts: 3 });
    assert.equal(ran.status, 'failed');
    assert.match(ran.message, /The sha256 of "http:.*data\.bin" is [0-9a-f]{64}, expected 0+\. Nothing was kept\./);
    assert.equal(readFileSync(at.file, 'utf8'), 'before');
    assert.ok(!existsSync(`${at.file}.partial`));
  });

  test('takes no checksum of a wrong length or kind', async () => {
    for (const checksum of ['sha256:abc', 'md5:d41d8cd98f00b204e9800998ecf8427e', 'sha512-AAAA', '; rm -rf /']) {
      assert.equal((await download(place(), { checksum })).status, 'failed', checksum);
    }
  });
});

describe('resuming', () => {
  test('a server that ends early leaves what came, and the next run asks for the rest only', async () => {
    const at = place();
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': body.length, etag: '"v1"' });
      response.write(body.subarray(0, 100_000));
      void whenWritten(`${at.file}.partial`, 100_000).then(() => response.destroy());
    };
    const first = await download(at, {}, {}, { maxAttempts: 2 });
    assert.equal(first.status, 'pending');
    assert.match(first.message, /ended after 100000 bytes; the next run goes on from there/);
    assert.ok(!existsSync(at.file));
    server.answer = serveFile(body);
    const second = await download(at, { checksum: `sha256:${sha256.toString('hex')}` }, {}, { attempt: 2 });
    assert.equal((second.result as { resumed_at: number }).resumed_at, 100_000);
    assert.equal(server.requests.at(-1)?.headers.range, 'bytes=100000-');
    assert.equal(server.requests.at(-1)?.headers['if-range'], '"v1"');
    assert.deepEqual(readFileSync(at.file), body);
  });

  test('a file that has changed is read anew', async () => {
    const at = place();
    begun(at, 100_000, { validator: '"v0"' });
    const ran = await download(at);
    assert.equal((ran.result as { resumed_at: number }).resumed_at, 0);
    assert.deepEqual(readFileSync(at.file), body);
  });

  test('nothing is resumed of another address, by a weak ETag, without notes or with broken ones', async () => {
    for (const prepare of [
      (at: Place) => begun(at, 10, { url: `${url}?other` }),
      (at: Place) => begun(at, 10, { validator: '' }),
      (at: Place) => writeFileSync(`${at.file}.partial`, 'xx'),
      (at: Place) => {
        begun(at, 10);
        writeFileSync(`${at.file}.partial.json`, '{"url":');
      },
    ]) {
      const at = place();
      prepare(at);
      const ran = await download(at);
      assert.equal((ran.result as { resumed_at: number }).resumed_at, 0);
      assert.equal(server.requests.at(-1)?.headers.range, undefined);
    }
    const at = place();
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': body.length, etag: 'W/"v1"' });
      response.write(body.subarray(0, 10), () => setImmediate(() => response.destroy()));
    };
    await download(at);
    server.answer = serveFile(body);
    assert.equal(((await download(at)).result as { resumed_at: number }).resumed_at, 0);
  });

  test('an earlier run that had all of it is completed without a byte', async () => {
    const at = place();
    begun(at, body.length);
    const ran = await download(at, { checksum: `sha256:${sha256.toString('hex')}` });
    assert.equal((ran.result as { resumed_at: number }).resumed_at, body.length);
    assert.deepEqual(readFileSync(at.file), body);
  });

  for (const [title, range] of [
    ['another part', `bytes 0-${body.length - 1}/${body.length}`],
    ['another size', `bytes 1000-${body.length}/${body.length + 1}`],
    ['an end before the end', `bytes 1000-2000/${body.length}`],
    ['nonsense', 'lines 1-2'],
  ]) {
    test(`a server that sends ${title} is not believed, and the next run begins anew`, async () => {
      const at = place();
      begun(at, 1000);
      server.answer = (_request, response) => response.writeHead(206, { 'content-range': range }).end(body);
      const ran = await download(at, {}, {}, { maxAttempts: 2 });
      assert.equal(ran.status, 'pending');
      assert.match(ran.message, /was asked for the rest of the file and sent/);
      assert.ok(!existsSync(at.file) && !existsSync(`${at.file}.partial`));
      server.answer = serveFile(body);
      assert.equal((await download(at)).status, 'completed');
    });
  }

  test('an end that does not fit to the beginning is told by the checksum, and read anew', async () => {
    const at = place();
    begun(at, 1000);
    writeFileSync(`${at.file}.partial`, Buffer.alloc(1000));
    const checksum = `sha256:${sha256.toString('hex')}`;
    const ran = await download(at, { checksum }, {}, { maxAttempts: 2 });
    assert.equal(ran.status, 'pending');
    assert.equal((await download(at, { checksum })).status, 'completed');
  });

  test('an abort keeps what came', async () => {
    const at = place();
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': body.length, etag: '"v1"' });
      response.write(body.subarray(0, 150_000));
    };
    const ran = await download(at, {}, {}, { cancelAt: 1 });
    assert.deepEqual([ran.status, ran.ignoredSignal], ['cancelled', false]);
    assert.ok(existsSync(`${at.file}.partial`));
    server.answer = serveFile(body);
    assert.ok(((await download(at)).result as { resumed_at: number }).resumed_at > 0);
    assert.deepEqual(readFileSync(at.file), body);
  });
});

describe('servers that fail or lie', () => {
  test('one that says nothing is given up, before and inside of the body', async () => {
    server.answer = () => {};
    const silent = await download(place(), {}, { idle_timeout: 0.1 }, { maxAttempts: 2 });
    assert.equal(silent.status, 'pending');
    assert.match(silent.message, /said nothing for 0\.1 s/);
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('start');
    };
    assert.match((await download(place(), {}, { idle_timeout: 0.1 })).message, /said nothing for 0\.1 s/);
  });

  test('one that goes on slowly is not', async () => {
    server.answer = async (_request, response) => {
      response.writeHead(200);
      for (let count = 0; count < 8; count++) {
        response.write('x');
        await delay(100);
      }
      response.end();
    };
    const ran = await download(place(), {}, { idle_timeout: 0.6 });
    assert.equal((ran.result as { bytes: number }).bytes, 8);
  });

  test('more than the settings allow is refused: as announced, and as it comes without a length', async () => {
    const at = place();
    server.answer = serveFile(body);
    const announced = await download(at, {}, { max_megabytes: 0.1 });
    assert.match(announced.message, /is larger than 100000 bytes; the setting "max_megabytes"/);
    server.answer = (_request, response) => {
      response.writeHead(200);
      for (let count = 0; count < 10; count++) response.write(body);
      response.end();
    };
    const endless = await download(at, {}, { max_megabytes: 0.1 }, { maxAttempts: 3 });
    assert.equal(endless.status, 'failed');
    assert.ok(!existsSync(`${at.file}.partial`) && !existsSync(at.file));
  });

  test('a length that is too large or too small gives no file that is too short or too long', async () => {
    const at = place();
    server.answer = (_request, response) => {
      response.socket?.end(`HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort`);
    };
    assert.match((await download(at)).message, /ended after \d bytes/);
    assert.ok(!existsSync(at.file));
    server.answer = (_request, response) => {
      response.socket?.end(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nshort and more`);
    };
    const long = await download(place());
    if (long.status === 'completed') assert.equal((long.result as { bytes: number }).bytes, 5);
    server.answer = (_request, response) => {
      response.socket?.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n`);
    };
    assert.equal((await download(place(), {}, {}, { maxAttempts: 2 })).status, 'pending');
  });

  test('a full disk is told as such and is worth another attempt', async () => {
    const at = place();
    symlinkSync('/dev/full', `${at.file}.partial`);
    server.answer = serveFile(body);
    const ran = await download(at, {}, {}, { maxAttempts: 2 });
    assert.equal(ran.status, 'pending');
    assert.match(ran.message, /The disk is full; what came so far is kept in ".*data\.bin\.partial"/);
    assert.ok(!existsSync(at.file));
  });

  test('a wait that the server asks for is kept, a refusal is for good, a failure is tried again', async () => {
    const answers: ReadonlyArray<[status: number, headers: object, expected: string, retryInMs: number | undefined]> = [
      [503, { 'retry-after': '7' }, 'pending', 7000],
      [429, { 'retry-after': '100' }, 'pending', 100_000],
      [500, {}, 'pending', 1000],
      [404, {}, 'failed', undefined],
      [206, { 'content-range': 'bytes 5-9/10' }, 'failed', undefined],
      [204, {}, 'failed', undefined],
    ];
    for (const [status, headers, expected, retryInMs] of answers) {
      server.answer = (_request, response) => response.writeHead(status, { ...headers }).end();
      const ran = await download(place(), {}, {}, { maxAttempts: 2 });
      assert.deepEqual([ran.status, ran.retryInMs], [expected, retryInMs], String(status));
    }
  });
});

function redirect(to: string): void {
  server.answer = (request, response) =>
    request.url === '/files/data.bin' ? response.writeHead(302, { location: to }).end() : response.end('there');
}

describe('where a request may go', () => {
  test('a redirect on the same host is followed, five of them at most', async () => {
    redirect('/moved');
    assert.equal((await download(place())).status, 'completed');
    redirect('/files/data.bin');
    assert.match((await download(place())).message, /redirects more than 5 times/);
  });

  test('another host, or another port of it, only when the settings allow it, and without the key', async () => {
    redirect(`${other.origin}/there`);
    const api = { url: `${server.origin}/api`, key: 'secret' };
    const refused = await download(place(), {}, { api });
    assert.equal(refused.status, 'failed');
    assert.match(refused.message, /redirects to another host, "127\.0\.0\.1:\d+".*"redirect_hosts"/);
    assert.equal(other.requests.length, 0);
    assert.equal(server.requests.at(-1)?.headers.authorization, 'Bearer secret');
    const allowed = await download(place(), {}, { api, redirect_hosts: [other.host] });
    assert.equal(allowed.status, 'completed', allowed.message);
    assert.equal(other.requests.at(-1)?.headers.authorization, undefined);
  });

  for (const target of ['file:///etc/passwd', 'ftp://example.org/x', 'http://user:pw@127.0.0.1/', 'http://']) {
    test(`a redirect to ${target} is refused`, async () => {
      redirect(target);
      assert.equal((await download(place(), {}, { redirect_hosts: ['127.0.0.1', 'example.org'] })).status, 'failed');
    });
  }

  test('a redirect into the own network is refused even when its host may be redirected to', async () => {
    const port = new URL(other.origin).port;
    redirect(`http://localhost:${port}/`);
    const ran = await download(place(), {}, { redirect_hosts: ['localhost'] });
    assert.match(ran.message, /"localhost" has the address (127\.0\.0\.1|::1), which is not public/);
  });

  const inside = [
    'http://127.0.0.1:1/x',
    'http://127.1/x',
    'http://2130706433/x',
    'http://0x7f.0.0.1/x',
    'http://0.0.0.0/x',
    'http://[::1]/x',
    'http://[::]/x',
    'http://[::ffff:127.0.0.1]/x',
    'http://[::ffff:7f00:1]/x',
    'http://10.0.0.1/x',
    'http://172.16.0.1/x',
    'http://192.168.1.1/x',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.64.0.1/x',
    'http://[fe80::1]/x',
    'http://[fd00::1]/x',
    'http://[64:ff9b::7f00:1]/x',
    'http://[2002:7f00:1::]/x',
    'http://224.0.0.1/x',
    'http://255.255.255.255/x',
    'http://１２７.0.0.1/x',
    'http://localhost:1/x',
  ];
  for (const address of inside) {
    test(`${address} is refused by default`, async () => {
      const ran = await download(place(), { url: address }, { private_hosts: [] }, { maxAttempts: 2 });
      assert.equal(ran.status, 'failed', ran.message);
      assert.match(ran.message, /not public\. If it may be asked, add it to the setting "private_hosts"/);
    });
  }

  test('with a list of hosts nothing else is asked', async () => {
    const ran = await download(place(), {}, { hosts: ['*.example.org', 'example.org:8080'] });
    assert.match(ran.message, /may not be asked; the setting "hosts" allows \*\.example\.org, example\.org:8080/);
    server.answer = serveFile(body);
    assert.equal((await download(place(), {}, { hosts: [server.host] })).status, 'completed');
  });

  test('what is no address of the web, or holds a password, is refused and the password not told', async () => {
    for (const wrong of [
      'file:///etc/passwd',
      'gopher://x',
      'http://',
      'javascript:1',
      'http://me:hunter2@example.org/',
    ]) {
      const ran = await download(place(), { url: wrong });
      assert.equal(ran.status, 'failed', wrong);
      assert.doesNotMatch(ran.message, /hunter2/);
    }
  });
});

describe('where a file may go', () => {
  test('nowhere but into the folder, by dots, as a whole path or by links', async () => {
    server.answer = serveFile(body);
    const at = place();
    mkdirSync(join(at.directory, 'in'));
    symlinkSync(temporaryFolder(), join(at.directory, 'in/away'));
    const settings = { directory: join(at.directory, 'in') };
    for (const file of ['../x', '/tmp/stask-x', 'a/../../x', 'away/x', 'away/deep/x', '.', 'a\0b', '..']) {
      const ran = await download(at, { file }, settings);
      assert.equal(ran.status, 'failed', file);
      assert.match(ran.message, /lies outside of|control characters/, file);
    }
    assert.equal((await download(at, { file: 'deep/er/x' }, settings)).status, 'completed');
    assert.ok(existsSync(join(at.directory, 'in/deep/er/x')));
  });

  test('a name from the address is a plain one', async () => {
    for (const [path, name] of [
      ['/a/..%2f..%2fpasswd', '_.._passwd'],
      ['/a/.npmrc', 'npmrc'],
      ['/', 'download'],
      ['/a/r%20&;b.csv', 'r___b.csv'],
    ] as const) {
      const at = place();
      await download(at, { url: server.origin + path });
      assert.ok(existsSync(join(at.directory, name)), name);
    }
  });
});

test('in a host: found, activated, the scheduled run brings all files of the settings', async () => {
  const folder = temporaryFolder();
  server.answer = serveFile(body);
  const stask = await hostWithPlugin(folder, 'stask-worker-http');
  const downloads = [
    { url, checksum: `sha256:${sha256.toString('hex')}` },
    { url, file: 'second.bin' },
  ];
  const directory = join(folder, 'files');
  await stask.updateSettings('http', { directory, private_hosts: ['127.0.0.1'], downloads });
  const task = await stask.create({ identifier: 'http', action: 'make', data: {} });
  await stask.processPendingTasks();
  const done = await stask.getTask(task.id);
  assert.equal(done.message, '2 files, 0 records');
  assert.deepEqual(readFileSync(join(directory, 'second.bin')), body);
});
