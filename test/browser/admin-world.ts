import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createStask, type Stask } from 'stask';
import { createAdmin, toNodeHandler, type Admin, type Permission } from '#src/admin/index.js';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

const PACKAGES: Readonly<Record<string, string>> = {
  'stask-worker-product': 'plugins/stask-worker-product',
  'stask-worker-http-check': 'plugins/stask-worker-http-check',
  'shop-reports': 'fixtures/browser/shop-reports',
  'shop-stock': 'fixtures/browser/shop-stock',
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
  /** Stops the server, as a host does that is deployed anew. */
  stopServer(): Promise<void>;
  /** Starts it again at the same address. */
  startServer(): Promise<void>;
  close(): Promise<void>;
}

export interface AdminWorldOptions {
  /** Folders of the packages that are installed, by name. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Workers that are activated; all are registered unless there are none. */
  readonly activate?: readonly string[];
  /** URL of an empty database; an SQLite file of its own without it. */
  readonly database?: string;
  /** What the user may not do; nothing is forbidden without it. */
  readonly forbidden?: readonly Permission[];
}

export async function openAdminWorld(options: AdminWorldOptions = {}): Promise<AdminWorld> {
  const { packages = PACKAGES, activate = ['reports', 'product', 'stock'], database, forbidden = [] } = options;
  const folder = await makeHost(packages);
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const stask = await createStask({
    cwd: folder,
    logger: silent,
    autoDiscover: false,
    ...(database === undefined ? {} : { database, migrate: true }),
  });
  if (activate.length > 0) await stask.discoverWorkers();
  for (const identifier of activate) await stask.activateWorker(identifier);
  const admin = createAdmin(stask, {
    basePath: '/admin/stask',
    auth: () => ({ id: 'olena', name: 'Olena' }),
    can: (_user, permission) => !forbidden.includes(permission),
  });
  const state = { away: false };
  let server = serve(admin, () => state.away);
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const stopServer = async (): Promise<void> => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  };
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
    stopServer,
    async startServer() {
      server = serve(admin, () => state.away);
      await listen(port);
    },
    async close() {
      admin.close();
      await stopServer();
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

async function makeHost(packages: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stask-browser-'));
  const dependencies = Object.fromEntries(Object.keys(packages).map((name) => [name, '*']));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'shop', private: true, type: 'module', dependencies }),
  );
  await mkdir(join(folder, 'node_modules'));
  for (const [name, path] of Object.entries(packages)) {
    await symlink(join(root, path), join(folder, 'node_modules', name), 'dir');
  }
  return folder;
}
