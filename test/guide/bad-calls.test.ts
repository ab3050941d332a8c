import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStask, type Stask } from 'stask';
import { GreetWorker } from '#docs/recipes/greet-worker.js';
import { withHost } from './host.js';

/** Calls that a user without TypeScript gets wrong: what is called, its code and what the message must name. */
const CALLS: ReadonlyArray<readonly [string, (stask: Stask) => unknown, string, RegExp]> = [
  ['byIdentifier of nothing', (s) => s.tasks.byIdentifier(undefined as never), 'STASK_USAGE', /byIdentifier\(\)/],
  ['byAction of nothing', (s) => s.tasks.byAction(undefined as never), 'STASK_USAGE', /byAction\(\)/],
  ['before a word', (s) => s.tasks.before('x' as never), 'STASK_USAGE', /before\(\)/],
  ['settings as text', (s) => s.replaceSettings('greet', 'abc' as never), 'STASK_SETTINGS_INVALID', /plain object/],
  ['why of nothing', (s) => s.registry.why(undefined as never), 'STASK_PACKAGE_NOT_FOUND', /undefined/],
  ['register nothing', (s) => s.registerWorker(undefined as never), 'STASK_CONTRACT_INVALID', /class or the path/],
  ['a misspelt runner option', (s) => s.work({ concurency: 4 } as never), 'STASK_CONFIG_INVALID', /concurency/],
  ['one identifier', (s) => s.work({ identifiers: 'greet' as never }), 'STASK_CONFIG_INVALID', /identifiers/],
  [
    'a preview after a word',
    (s) => s.previewSchedule({ type: 'cron', cron: '* * * * *' }, { after: 'x' as never }),
    'STASK_USAGE',
    /valid Date/,
  ],
];

test('a wrong argument of a host call is an error that names it', async () => {
  await withHost(async (stask) => {
    await stask.registerWorker(GreetWorker);
    for (const [name, call, code, message] of CALLS)
      await assert.rejects(async () => await call(stask), { code, message }, name);
  });
});

test('a wrong option of createStask is named before anything is opened', async () => {
  const wrong: ReadonlyArray<readonly [unknown, RegExp]> = [
    [null, /`options` must be an object/],
    [{ discovery: true }, /`discovery` must be an object/],
    [{ discovery: { alow: [] } }, /`alow` is not an option.*allow/],
    [{ discovery: { activate: 'mail' } }, /`discovery.activate`/],
    [{ logger: {} }, /`logger.debug` must be a function/],
  ];
  for (const [options, message] of wrong)
    await assert.rejects(createStask(options as never), { code: 'STASK_CONFIG_INVALID', message });
});
