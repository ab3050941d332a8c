import type { WorkerCandidate, WorkerPackage } from '#src/discovery/report.js';
import { columnsOf } from '#src/registry/candidate-columns.js';
import type { WorkerRow } from '#src/store/worker-store.js';

export function packageNamed(name: string, more: Partial<WorkerPackage> = {}): WorkerPackage {
  return { name, version: '1.0.0', root: `/host/node_modules/${name}`, direct: true, ...more };
}

export type CandidateParts = Partial<Omit<WorkerCandidate, 'package'>> & { package?: string | WorkerPackage };

/** A worker found in package `shop`, file `index.js`, unless said otherwise. */
export function candidate(identifier: string, parts: CandidateParts = {}): WorkerCandidate {
  const { package: given = 'shop', ...more } = parts;
  const found = typeof given === 'string' ? packageNamed(given) : given;
  return {
    package: found,
    class: `${found.name}/index.js#${identifier}`,
    identifier,
    scope: 'commerce',
    title: `The ${identifier}`,
    description: '',
    icon: 'cube',
    settings: { retries: 3 },
    actions: [{ name: 'make' }],
    ...more,
  };
}

let nextId = 1;

/** The row that registering the candidate makes, changed as said. */
export function row(identifier: string, parts: CandidateParts = {}, more: Partial<WorkerRow> = {}): WorkerRow {
  const id = nextId++;
  return {
    ...columnsOf(candidate(identifier, parts)),
    id,
    uuid: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    active: true,
    hidden: false,
    position: id,
    settings: { retries: 9 },
    activatedVersion: '1.0.0',
    createdAt: new Date(0),
    updatedAt: new Date(0),
    ...more,
  };
}
