import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { withHost } from '../host.js';
import { parseAssignment } from '../parse-value.js';
import { readData } from '../read-data.js';

interface Flags {
  readonly set?: readonly string[];
  readonly data?: string;
}

export const command = defineCommand<Flags>({
  arguments: '<identifier>',
  options: [
    new Option(
      '--set <path=value>',
      'change one setting; the value is JSON if it parses, else text; repeatable',
    ).argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]),
    new Option('--data <json>', 'merge an object: JSON, @FILE, or - for stdin'),
  ],
  examples: [
    ['stask settings product', 'show the settings; secrets are masked'],
    ['stask settings product --set api.timeout=30 --set retry=true', 'change two of them'],
  ],
  async run(cli, [identifier = ''], flags) {
    const assignments = (flags.set ?? []).map(parseAssignment);
    const merged = flags.data === undefined ? {} : await readData(flags.data);
    const patch = Object.fromEntries([...Object.entries(merged), ...assignments]);
    const settings = await withHost(cli, async (host) => {
      if (Object.keys(patch).length > 0) await host.updateSettings(identifier, patch);
      return host.getSettings(identifier);
    });
    cli.answer({ settings }, () => `${JSON.stringify(settings, null, 2)}\n`);
  },
});
