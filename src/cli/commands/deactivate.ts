import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { oneLine } from '../text.js';
import { toWorkerShape } from '../worker-shape.js';

export const command = defineCommand({
  arguments: '<identifier>',
  examples: [['stask deactivate product', 'deactivate the worker "product"']],
  async run(cli, [identifier = '']) {
    const worker = await withHost(cli, (host) => host.deactivateWorker(identifier));
    cli.answer(
      { worker: toWorkerShape(worker) },
      ({ paint }) => `${paint.name(oneLine(worker.identifier))} is inactive.\n`,
    );
  },
});
