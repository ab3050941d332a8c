import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

/** An empty folder that is gone after the tests of this file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stask-authoring-')));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const WORKER = `export class SampleWorker {
  identifier() { return 'sample'; }
  scope() { return ''; }
  title() { return 'Sample'; }
  description() { return ''; }
  icon() { return 'cube'; }
  settings() { return {}; }
  taskRun() {}
}
`;

/** A worker package that is in order; text or JSON of more files, or `undefined` to leave one out. */
export function writePackage(more: Readonly<Record<string, string | object | undefined>> = {}): string {
  const root = temporaryFolder();
  const files = {
    'package.json': packageJson(),
    'index.js': WORKER,
    'index.d.ts': 'export class SampleWorker {}\n',
    'README.md': '# sample\n',
    ...more,
  };
  for (const [path, content] of Object.entries(files)) {
    if (content === undefined) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

export function packageJson(more: object = {}): object {
  return {
    name: 'stask-worker-sample',
    version: '1.2.3',
    type: 'module',
    keywords: ['stask-worker'],
    files: ['*.js', '*.d.ts', '*.svg', 'stask.manifest.json'],
    exports: { types: './index.d.ts', default: './index.js' },
    stask: { workers: './index.js', scope: 'shop' },
    peerDependencies: { stask: '^1.0.0' },
    ...more,
  };
}

/** The worker of {@link writePackage} with other code before it and other members. */
export function workerCode({ before = '', members = '' }: { before?: string; members?: string }): string {
  return `${before}\n${WORKER.replace(/\}\n$/, `${members}\n}\n`)}`;
}
