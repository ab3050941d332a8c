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
