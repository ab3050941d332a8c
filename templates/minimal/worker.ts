import { defineWorker } from 'stask/worker';

export default defineWorker({
  identifier: '__identifier__',
  title: '__title__',
  description: '__description__',
  settings: { greeting: 'Hello' },
  settingsSchema: {
    type: 'object',
    properties: { greeting: { type: 'string', title: 'Greeting', minLength: 1 } },
  },
  actions: {
    hello: {
      title: 'Say hello',
      options: {
        type: 'object',
        properties: { names: { type: 'array', title: 'Names', items: { type: 'string' }, default: ['world'] } },
        additionalProperties: false,
      },
      async run(task, { names }) {
        const lines: string[] = [];
        for (const name of names) {
          task.signal.throwIfAborted();
          lines.push(`${this.getConfig('greeting', 'Hello')}, ${name}!`);
          task.progress({ processed: lines.length, total: names.length, message: name });
        }
        task.log.info('Said hello', { names });
        return { lines };
      },
    },
  },
});
