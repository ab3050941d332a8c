import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

interface Published {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly tarball: Buffer;
}

/** A registry on this machine that has what a test publishes, and nothing else. */
export class FakeRegistry {
  readonly #published: Published[] = [];
  origin = '';
  /** Paths that were asked for. */
  readonly requests: string[] = [];
  /** Known holes by package name, in the form of npm's bulk endpoint. */
  advisories: Readonly<Record<string, readonly object[]>> = {};
  /** Answers before the registry does when it is set; true when it has. */
  fault: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;

  static async start(): Promise<FakeRegistry> {
    const registry = new FakeRegistry();
    const server = createServer((request, response) => registry.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    registry.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    after(() => {
      server.closeAllConnections();
      server.close();
    });
    return registry;
  }

  publish(name: string, version: string, more: object = {}): void {
    const manifest = { name, version, ...more };
    this.#published.push({ manifest, tarball: pack(manifest) });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(request.url ?? '');
    this.requests.push(path);
    if (this.fault?.(request, response) === true) return;
    if (path === '/-/npm/v1/security/advisories/bulk') {
      request.resume().on('end', () => response.end(JSON.stringify(this.advisories)));
      return;
    }
    const tarball = this.#published.find((each) => path === tarballPath(each));
    const versions = this.#published.filter(({ manifest }) => `/${manifest.name}` === path);
    if (tarball !== undefined) response.end(tarball.tarball);
    else if (versions.length > 0) response.end(JSON.stringify(this.#packument(versions)));
    else response.writeHead(404).end('{"error":"Not found"}');
  }

  #packument(versions: readonly Published[]): object {
    const described = versions.map((each) => {
      const integrity = `sha512-${createHash('sha512').update(each.tarball).digest('base64')}`;
      return [
        each.manifest.version,
        { ...each.manifest, dist: { tarball: this.origin + tarballPath(each), integrity } },
      ];
    });
    const latest = versions.at(-1)?.manifest;
    const all = Object.fromEntries(described) as Record<string, object>;
    return { name: latest?.name, 'dist-tags': { latest: latest?.version }, versions: all };
  }
}

function tarballPath({ manifest: { name, version } }: Published): string {
  return `/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
}

function pack(manifest: object): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'stask-registry-'));
  try {
    mkdirSync(join(folder, 'package'));
    writeFileSync(join(folder, 'package/package.json'), JSON.stringify(manifest));
    execFileSync('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder });
    return readFileSync(join(folder, 'package.tgz'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
