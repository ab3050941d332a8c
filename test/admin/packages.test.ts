import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createAdmin, type Admin } from 'stask/admin';
import { createHost, MARKUP, type TestHost } from './admin-host.js';
import { askOf } from './ask.js';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;

const workerFile = (title: string, icon: string): string => `export class Worker {
  identifier() { return 'parcel'; }
  scope() { return 'shop'; }
  title() { return ${JSON.stringify(title)}; }
  description() { return ${JSON.stringify(MARKUP)}; }
  icon() { return ${JSON.stringify(icon)}; }
  settings() { return {}; }
  renderWidget() { return 5; }
  renderSettings() { return ${JSON.stringify(`<b>${MARKUP}</b>`)}; }
  taskGo() {}
}
`;

describe('packages in the admin', () => {
  let host: TestHost;
  let admin: Admin;
  let root: string;
  before(async () => {
    host = await createHost();
    admin = createAdmin(host.stask, { auth: () => 'ann' });
    root = join(host.stask.options.cwd, 'node_modules', 'parcel-worker');
    await install('Parcels', './icon.svg');
  });
  after(async () => {
    admin.close();
    await host.close();
  });
  const install = async (title: string, icon: string): Promise<void> => {
    await mkdir(root, { recursive: true });
    const manifest = { name: 'parcel-worker', version: '1.0.0', type: 'module', main: 'index.js', stask: true };
    await writeFile(join(root, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(root, 'index.js'), workerFile(title, icon));
    await writeFile(join(root, 'icon.svg'), SVG);
  };
  const ask: ReturnType<typeof askOf> = (...request) => askOf(admin)(...request);
  const scan = async (body: object) => (await ask('POST', 'discovery', body)).body;

  test('a scan is not refused because somebody opens the report for the first time', async () => {
    const answers = await Promise.all([
      ask('GET', 'discovery'),
      ask('GET', 'discovery'),
      ask('POST', 'discovery', { apply: false }),
    ]);
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.registered]),
      answers.map(() => [200, ['parcel']]),
    );
  });

  test('a scan tells what it would register, and does so only when it is applied', async () => {
    const told = await scan({ apply: false });
    assert.deepEqual([told.applied, told.registered], [false, ['parcel']]);
    assert.equal(await host.stask.getWorker('parcel'), undefined);
    const done = await scan({ apply: true });
    assert.deepEqual([done.applied, done.registered], [true, ['parcel']]);
    assert.equal((await host.stask.getWorker('parcel'))?.active, false);
    const { items } = (await ask('GET', 'audit')).body;
    assert.equal(items[0].action, 'discovery.apply');
  });

  test('the icon is an image that runs nothing', async () => {
    const { body } = await ask('GET', 'workers/parcel');
    assert.equal(body.icon, 'api/v1/workers/parcel/icon');
    const { status, headers, text } = await ask('GET', 'workers/parcel/icon');
    assert.deepEqual([status, headers.get('content-type'), text], [200, 'image/svg+xml', SVG]);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox$/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  });

  test('markup of settings goes into a frame without origin; a widget that is no text and no description is told', async () => {
    const { status, headers, text } = await ask('GET', 'workers/parcel/settings-markup');
    assert.deepEqual([status, text], [200, `<b>${MARKUP}</b>`]);
    assert.match(headers.get('content-security-policy') ?? '', /^sandbox allow-scripts; default-src 'none'/);
    assert.equal((await ask('GET', 'workers/parcel/widget')).body.code, 'widget-invalid');
  });

  test('a change of the package is told before it is applied', async () => {
    await install('Parcels, again', './icon.svg');
    const told = await scan({ apply: false, rescan: true });
    const [{ identifier, changes }] = told.updated;
    assert.equal(identifier, 'parcel');
    assert.deepEqual(changes, [{ column: 'title', from: 'Parcels', to: 'Parcels, again' }]);
    assert.equal((await host.stask.getWorker('parcel'))?.title, 'Parcels');
    assert.deepEqual((await scan({ apply: true, rescan: true })).updated, told.updated);
    assert.equal((await host.stask.getWorker('parcel'))?.title, 'Parcels, again');
  });

  test('an icon outside of the package, too big or missing is none', async () => {
    await writeFile(join(host.stask.options.cwd, 'secret.svg'), SVG);
    await symlink(join(host.stask.options.cwd, 'secret.svg'), join(root, 'link.svg'));
    await writeFile(join(root, 'big.png'), Buffer.alloc(33 * 1024));
    for (const icon of ['../../secret.svg', './link.svg', './big.png', './none.webp', '/etc/hostname.svg']) {
      await install('Parcels', icon);
      await scan({ apply: true, rescan: true });
      assert.equal((await ask('GET', 'workers/parcel/icon')).body.code, 'no-icon', icon);
    }
  });

  test('a worker whose package is gone is removed only when that is applied', async () => {
    await rm(root, { recursive: true });
    const told = await scan({ apply: false, clean: true });
    assert.deepEqual(told.removed, ['parcel']);
    assert.notEqual(await host.stask.getWorker('parcel'), undefined);
    assert.deepEqual((await scan({ apply: true, clean: true })).removed, ['parcel']);
    assert.equal(await host.stask.getWorker('parcel'), undefined);
  });
});
