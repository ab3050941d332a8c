import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

/** A registry on this machine: it knows the names with `stask` in them, and sends npm to the real one for all others. */
export interface LocalRegistry {
  /** Settings of npm, as environment variables: it installs from here, and may publish here. */
  readonly env: Readonly<Record<string, string>>;
  /** `name@version` of what it has, in order of arrival. */
  readonly has: () => string[];
  close(): void;
}

interface Version {
  readonly name: string;
  readonly version: string;
  readonly tarball: Buffer;
  readonly json: object;
}

/**
 * @param tarballs paths of packages that are published from the start
 * @param folder where npm keeps what it makes of them, so that no later run is given it; what it has downloaded is shared
 */
export async function startRegistry(tarballs: readonly string[], folder: string): Promise<LocalRegistry> {
  const versions = tarballs.map((path) => versionOf(readFileSync(path)));
  const others = settingOfNpm('registry').replace(/\/$/, '');
  const cache = join(folder, 'npm-cache');
  mkdirSync(cache);
  mkdirSync(join(settingOfNpm('cache'), '_cacache'), { recursive: true });
  symlinkSync(join(settingOfNpm('cache'), '_cacache'), join(cache, '_cacache'), 'junction');
  let address = '';
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decodeURIComponent((request.url ?? '').slice(1).replace(/\?.*/, ''));
    if (request.method === 'PUT') {
      versions.push(...(await publishedIn(request)));
      response.end('{}');
      return;
    }
    const tarball = versions.find((version) => path === pathOf(version))?.tarball;
    const own = versions.filter(({ name }) => name === path);
    if (tarball) response.end(tarball);
    else if (own.length > 0)
      response.setHeader('cache-control', 'no-store').end(JSON.stringify(describePackage(own, address)));
    else if (path.includes('stask')) response.writeHead(404).end('{"error":"not found"}');
    else response.writeHead(301, { location: `${others}${request.url}`, 'cache-control': 'max-age=3600' }).end();
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  address = `http://${host}`;
  return {
    env: {
      npm_config_registry: `${address}/`,
      npm_config_cache: cache,
      [`npm_config_//${host}/:_authToken`]: 'nobody asks',
      npm_config_yes: 'true',
    },
    has: () => versions.map(({ name, version }) => `${name}@${version}`),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const settingOfNpm = (name: string): string =>
  execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim();

function versionOf(tarball: Buffer): Version {
  const text = execFileSync('tar', ['-xzOf', '-', 'package/package.json'], { input: tarball, encoding: 'utf8' });
  const manifest = JSON.parse(text) as { name: string; version: string };
  return { name: manifest.name, version: manifest.version, tarball, json: manifest };
}

async function publishedIn(request: IncomingMessage): Promise<Version[]> {
  const { _attachments } = (await json(request)) as { _attachments: Record<string, { data: string }> };
  return Object.values(_attachments).map(({ data }) => versionOf(Buffer.from(data, 'base64')));
}

function pathOf({ name, version }: Version): string {
  return `${name}/-/${version}.tgz`;
}

function describePackage(versions: readonly Version[], address: string): object {
  const entries = versions.map((version) => {
    const integrity = `sha512-${createHash('sha512').update(version.tarball).digest('base64')}`;
    const dist = { tarball: `${address}/${pathOf(version)}`, integrity };
    return [version.version, { ...version.json, dist }] as const;
  });
  const latest = versions.at(-1);
  return { name: latest?.name, 'dist-tags': { latest: latest?.version }, versions: Object.fromEntries(entries) };
}
