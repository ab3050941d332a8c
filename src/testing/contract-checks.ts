import assert from 'node:assert/strict';
import { inspectClass, type ClassMetadata } from '../discovery/inspect-class.js';
import { unmarkedSecrets } from '../schema/unmarked-secrets.js';
import { checkValue } from '../schema/check-value.js';
import { actionsOf } from '../worker/actions-of.js';
import { tryWidget } from '../schema/widget/try-widget.js';
import type { WorkerClass } from '../worker/task-interface.js';
import type { Conformance } from './describe-worker.js';
import { watchConstruction } from './watch-construction.js';

/** What a host demands of a class before it registers it, by the same inspection, and what it cannot see by itself. */
export function contractChecks(Worker: WorkerClass): Conformance[] {
  return [
    {
      title: 'its constructor does no input or output',
      run: () =>
        assert.deepEqual(
          watchConstruction(() => new Worker()),
          [],
          'open files and connections in the action',
        ),
    },
    {
      title: 'it can be registered: methods, stable identifier, settings as JSON',
      run: async () => void (await inspected(Worker)),
    },
    {
      title: 'its action names are unique',
      run: () =>
        assert.deepEqual(
          actionsOf(Worker).conflicts.map(({ detail }) => detail),
          [],
        ),
    },
    {
      title: 'its options schemas can be used',
      run: () => checkSchemas(Worker),
    },
    {
      title: 'its default settings fit their schema',
      run: () => checkSettings(Worker),
    },
    {
      title: 'its secret settings are marked as such',
      run: async () => {
        const { settings, settingsSchema } = await inspected(Worker);
        const detail = 'give them `writeOnly: true` in settingsSchema, so that the admin never shows them';
        assert.deepEqual(unmarkedSecrets(settings, settingsSchema), [], detail);
      },
    },
    {
      title: 'its widget, if it has one, can be drawn with the default settings and before any task has run',
      run: async () => {
        const { problem } = await tryWidget(new Worker());
        assert.equal(problem, undefined);
      },
    },
  ];
}

async function inspected(Worker: WorkerClass): Promise<ClassMetadata> {
  const result = await inspectClass(Worker, process.cwd());
  if ('reason' in result) assert.fail(`${result.reason}: class "${Worker.name}" ${result.detail}`);
  return result;
}

/** Any value will do: a schema that cannot be used throws, one that can answers with what is wrong with it. */
async function checkSchemas(Worker: WorkerClass): Promise<void> {
  for (const { name, options } of actionsOf(Worker).actions) {
    if (options === undefined) continue;
    const checked = await checkValue(options, {}).catch((error: unknown) => {
      assert.fail(`the options of "${name}" cannot be checked: ${String(error)}`);
    });
    assert.ok(checked, `the options of "${name}" cannot be checked`);
  }
}

async function checkSettings(Worker: WorkerClass): Promise<void> {
  const worker = new Worker();
  if (worker.settingsSchema === undefined) return;
  const { fields = [] } = await checkValue(worker.settingsSchema, worker.settings());
  assert.deepEqual(
    fields.map(({ pointer, message }) => `${pointer} ${message}`),
    [],
  );
}
