import { defineCommand } from '../command.js';
import { withHost } from '../host.js';

export const command = defineCommand({
  examples: [['stask stats', 'how many tasks are in each state']],
  async run(cli) {
    const stats = await withHost(cli, (host) => host.getStats());
    cli.answer(stats, ({ paint }) =>
      Object.entries(stats)
        .map(([word, amount]) => `${paint.dim(word.padEnd(10))} ${String(amount).padStart(8)}\n`)
        .join(''),
    );
  },
});
