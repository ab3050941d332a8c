import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createStask, type Stask } from 'stask';
import { createAdmin, toNodeHandler, type Admin } from '#src/admin/index.js';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

const PACKAGES: Readonly<Record<string, string>> = {
  'stask-worker-product': 'plugins/stask-worker-product',
  'stask-worker-http-check': 'plugins/stask-worker-http-check',
  'shop-reports': 'fixtures/browser/shop-reports',
  'shop-mail': 'fixtures/browser/shop-mail',
  'shop-broken': 'fixtures/browser/shop-broken',
};

/** A host with real workers on a database of its own, and the admin on a real server, below a path. */
export interface AdminWorld {
  readonly stask: Stask;
  readonly folder: string;
  /** Address of the admin, without a slash at its end. */
  readonly url: string;
  /** Answers 503 to everything while true, as a proxy does whose host is away. */
  away: boolean;
  close(): Promise<void>;
}

export async function openAdminWorld({ activate = true }: { activate?: boolean } = {}): Promise<AdminWorld> {
  const folder = await makeHost();
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const stask = await createStask({ cwd: folder, logger: silent, autoDiscover: false });
  if (activate) {
    await stask.discoverWorkers();
    for (const identifier of ['reports', 'product', 'http-check'])
      await stask.activateWorker(identifier).catch(() => null);
  }
  const admin = createAdmin(stask, { basePath: '/admin/stask', auth: () => ({ id: 'olena', name: 'Olena' }) });
  const state = { away: false };
  const server = serve(admin, () => state.away);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    stask,
    folder,
    url: `http://127.0.0.1:${port}/admin/stask`,
    get away() {
      return state.away;
    },
    set away(value: boolean) {
      state.away = value;
      if (value) server.closeAllConnections();
    },
    async close() {
      admin.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await stask.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function serve(admin: Admin, isAway: () => boolean): Server {
  const handle = toNodeHandler(admin, { basePath: '/admin/stask' });
  return createServer((incoming, outgoing) => {
    if (!isAway()) return void handle(incoming, outgoing);
    outgoing.writeHead(503, { 'content-type': 'text/plain' });
    return void outgoing.end('away');
  });
}

async function makeHost(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stask-browser-'));
  const dependencies = Object.fromEntries(Object.keys(PACKAGES).map((name) => [name, '*']));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'shop', private: true, type: 'module', dependencies }),
  );
  await mkdir(join(folder, 'node_modules'));
  for (const [name, path] of Object.entries(PACKAGES)) {
    await symlink(join(root, path), join(folder, 'node_modules', name), 'dir');
  }
  return folder;
}
