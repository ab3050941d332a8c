import { json, type Call, type Route } from '../call.js';
import type { DiscoveryResult } from '../api.js';
import { invalidField, problem } from '../problem.js';

export const discoveryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/discovery',
    permission: 'workers.read',
    summary: 'The last scan: every package that was looked at and not taken, and why',
    answers: [200],
    handle: async ({ parts }) => json(await parts.scans.last()),
  },
  {
    method: 'POST',
    path: '/discovery',
    permission: 'workers.manage',
    summary: 'Scans; tells what would change, or with `apply` changes it',
    body: {
      type: 'object',
      properties: {
        apply: { type: 'boolean' },
        discover: { type: 'boolean' },
        rescan: { type: 'boolean' },
        clean: { type: 'boolean' },
        force: { type: 'boolean' },
      },
    },
    answers: [200],
    handle: scan,
  },
  {
    method: 'GET',
    path: '/why',
    permission: 'workers.read',
    summary: 'Why one package was taken or left out',
    query: { package: 'name of the package' },
    answers: [200],
    async handle({ stask, query }) {
      const name = query.get('package')?.trim() ?? '';
      if (name === '' || name.length > 214)
        throw problem(400, 'query-invalid', 'Name a package.', { params: { name: 'package' } });
      return json(await stask.registry.why(name));
    },
  },
];

async function scan(call: Call): Promise<Response> {
  const body = await call.body();
  for (const name of ['apply', 'discover', 'rescan', 'clean', 'force'] as const) {
    if (body[name] === undefined || typeof body[name] === 'boolean') continue;
    throw invalidField(`/${name}`, `"${name}" must be true or false.`);
  }
  const named = ['discover', 'rescan', 'clean'].some((name) => body[name] === true);
  const asked = {
    discover: named ? body['discover'] === true : true,
    rescan: named ? body['rescan'] === true : true,
    clean: body['clean'] === true,
    force: body['force'] === true,
  };
  const { scans, live, forgetWorkers } = call.parts;
  if (body['apply'] !== true) return json(await scans.preview(asked));
  const result: DiscoveryResult = await scans.apply(asked);
  forgetWorkers();
  const { registered, removed, updated } = result;
  const changed = updated.map(({ identifier }) => identifier);
  await call.audit('discovery.apply', 'workers', { ...asked, registered, removed, updated: changed });
  for (const identifier of new Set([...registered, ...removed, ...changed])) live.workerChanged(identifier);
  return json(result);
}
