import { relative } from 'node:path';
import { Option } from 'commander';
import { TEMPLATES, type Language, type ScaffoldOptions, type Template } from '../../authoring/scaffold.js';
import type { NewPackageOptions, NewPackageReport } from '../../authoring/new-package.js';
import { defineCommand, type Cli } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { exitCodeOfSignal, interruptible, type StopSignal } from '../signals.js';
import { oneLine } from '../text.js';
import { usageError } from '../usage-error.js';

interface Flags {
  readonly template?: Template;
  readonly language?: Language;
  readonly description?: string;
  readonly scope?: string;
  readonly stask?: string;
  readonly install: boolean;
  readonly offline?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export const command = defineCommand<Flags>({
  arguments: '[name]',
  options: [
    new Option('--template <name>', 'what to start from').choices(Object.keys(TEMPLATES)),
    new Option('--language <language>', 'TypeScript or JavaScript').choices(['ts', 'js']),
    new Option('--description <text>', 'what the worker does'),
    new Option('--scope <name>', 'module the worker belongs to'),
    new Option('--stask <version>', 'version of stask to develop against, as in package.json'),
    new Option('--no-install', 'leave the dependencies to you'),
    new Option('--offline', 'do not ask the registry; install from the cache of npm'),
    new Option('--dry-run', 'list the files, write nothing'),
    new Option('-y, --yes', 'ask nothing: minimal, TypeScript'),
  ],
  examples: [
    ['stask new stask-worker-mail', 'answer the questions'],
    ['stask new stask-worker-mail --yes', 'take the defaults'],
    ['stask new @acme/price-list --template csv-import --language js', 'answer some of them here'],
  ],
  async run(cli, [given], flags) {
    const report = await makeOrStop(cli, given, flags);
    if (typeof report === 'string') {
      cli.terminal.say('Stopped; nothing was written.');
      return exitCodeOfSignal(report);
    }
    const { name, folder, files, written, installed } = report;
    cli.answer(report, ({ paint }) => {
      const listed = files.map((file) => `  ${oneLine(file)}\n`).join('');
      if (!written) return `Would write to ${folder}:\n${listed}`;
      const steps = [
        `cd ${relative(process.cwd(), folder) || '.'}`,
        ...(installed ? [] : ['npm install']),
        'npm run dev',
      ];
      return `${paint.good('made')}  ${paint.name(name)}\n${listed}\nNext:\n${steps.map((step) => `  ${step}\n`).join('')}`;
    });
    return EXIT.ok;
  },
});

/** The report, or the signal that ended it before the folder of the package appeared. */
async function makeOrStop(cli: Cli, name: string | undefined, flags: Flags): Promise<NewPackageReport | StopSignal> {
  const { newPackage } = await import('../../authoring/new-package.js');
  const stopping = new AbortController();
  const interruption = interruptible(() => stopping.abort());
  const surroundings = {
    cwd: cli.common.cwd,
    offline: flags.offline ?? false,
    dryRun: flags.dryRun ?? false,
    signal: stopping.signal,
    onStep: (step: string) => cli.terminal.say(step),
  };
  try {
    const asks = process.stdin.isTTY && flags.yes !== true && !cli.common.json;
    const answers = asks ? await ask(name, flags, surroundings) : { name, ...detailsIn(flags) };
    if (answers === undefined) return 'SIGINT'; // the questions read Ctrl-C as a key
    if (answers.name === undefined) throw usageError('Give the name of the package: `stask new stask-worker-NAME`.');
    return await newPackage({
      ...DEFAULTS,
      ...answers,
      name: answers.name,
      description: answers.description || 'A background worker for sTask.',
      stask: flags.stask,
      install: flags.install,
      ...surroundings,
    });
  } catch (error) {
    if (interruption.signal !== undefined && error === stopping.signal.reason) return interruption.signal;
    throw error;
  } finally {
    interruption.close();
  }
}

const DEFAULTS = { template: 'minimal', language: 'ts', scope: '' } as const;

type Surroundings = Pick<NewPackageOptions, 'cwd' | 'offline' | 'dryRun' | 'signal' | 'onStep'>;

/**
 * Asks for what was not given. A name that cannot be taken is told before anything else is asked.
 *
 * @returns `undefined` when the person left
 */
async function ask(given: string | undefined, flags: Flags, surroundings: Surroundings) {
  const { askDetails, askName } = await import('../../authoring/ask-new-package.js');
  const { askRegistry, assertCanBeMade } = await import('../../authoring/new-package.js');
  const { cwd, offline, dryRun } = surroundings;
  const name = given ?? (await askName(cwd));
  if (name === undefined) return undefined;
  assertCanBeMade(name, cwd);
  if (!offline && !dryRun) await askRegistry({ ...surroundings, name });
  const answers = await askDetails(detailsIn(flags));
  return answers && { ...answers, name, nameIsFree: true };
}

function detailsIn({ template, language, description, scope }: Flags): Partial<ScaffoldOptions> {
  return {
    ...(template === undefined ? {} : { template }),
    ...(language === undefined ? {} : { language }),
    ...(description === undefined ? {} : { description }),
    ...(scope === undefined ? {} : { scope }),
  };
}
