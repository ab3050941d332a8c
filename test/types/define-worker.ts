// Compiled with the tests and never run: the public types say what authors expect of them.
import { IsInt } from 'class-validator';
import { BaseWorker, defineWorker, type JsonObject, type StandardSchema, type TaskContext } from 'stask/worker';

class ImportOptions {
  @IsInt() limit!: number;
}

interface TextSchema extends StandardSchema {
  readonly '~standard': StandardSchema['~standard'] & {
    readonly types?: { readonly input: unknown; readonly output: { text: string } } | undefined;
  };
}
declare const textSchema: TextSchema;

declare const loose: { type: string; properties: JsonObject };

const Typed = defineWorker({
  identifier: 'typed',
  settings: { limit: 3 },
  actions: {
    dto: {
      options: ImportOptions,
      timeoutMs: 5,
      async run(task, options) {
        const limit: number = options.limit;
        // @ts-expect-error the DTO has no such field
        void options.limits;
        task.progress({ processed: limit });
        await this.pushProgress(task, { message: this.identifier() });
      },
    },
    schema: {
      options: {
        type: 'object',
        properties: {
          file: { type: 'string' },
          batch: { type: 'integer', default: 100 },
          mode: { enum: ['add', 'replace'] },
          way: { oneOf: [{ const: 'air', title: 'By plane' }, { const: 'sea' }] },
          tags: { type: 'array', items: { type: 'string' } },
          nested: { type: 'object', properties: { on: { type: ['boolean', 'null'] } }, required: ['on'] },
        },
        required: ['file'],
        additionalProperties: false,
      },
      run(_task, options) {
        options satisfies { file: string; batch: number; nested?: { on: boolean | null } };
        // @ts-expect-error it may be absent: it is neither required nor has a default
        void options.tags.length;
        // @ts-expect-error the enum has no such value
        void (options.mode === 'remove');
        // @ts-expect-error none of the constants is that
        void (options.way === 'rail');
        // @ts-expect-error the schema has no such property
        void options.files;
        return options.tags?.map((tag) => tag.toUpperCase());
      },
    },
    loose: { options: loose, run: (_task, options) => options['anything'] },
    open: {
      options: { type: 'object', properties: { a: { type: 'number' } }, additionalProperties: true },
      run: (_task, options) => [options.a?.toFixed(), options['b']],
    },
    standard: { options: textSchema, run: (_task, { text }) => text.toUpperCase() },
    json: { options: { type: 'object' }, run: (_task, options) => (options satisfies JsonObject)['x'] },
    free: (task, options) => [task.id.toFixed(), options['x']],
  },
});
new Typed() satisfies BaseWorker;

// @ts-expect-error identifier is required
defineWorker({ actions: {} });
defineWorker({
  identifier: 'x',
  actions: {},
  // @ts-expect-error unknown field
  titel: 'X',
});
defineWorker({
  identifier: 'x',
  // @ts-expect-error a priority is a word
  actions: { a: { priority: 'urgent', run: (task: TaskContext) => task.id } },
});
defineWorker({
  identifier: 'x',
  // @ts-expect-error an action is a function or has `run`
  actions: { wrong: { timeoutMs: 5 } },
});
