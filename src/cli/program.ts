import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { commonOptions, resolveCommonOptions, type CommonFlags } from './common-options.js';
import { COMMANDS, type CommandEntry } from './command-table.js';
import type { Cli, CommandModule } from './command.js';
import type { Terminal } from './terminal.js';

/** What one call of the terminal produced beside its output. */
export interface Outcome {
  exitCode: number;
  /** The text of `--help` or `--version` that has to become a JSON document; commander writes it in parts. */
  said: string;
}

/** Builds the parser; a command's own file is loaded when its name is on the command line. */
export function buildProgram(terminal: Terminal, env: NodeJS.ProcessEnv, outcome: Outcome, json = false): Command {
  const writeOut = (text: string): void => {
    if (json) outcome.said += text;
    else terminal.write(text);
  };
  const program = quiet(new Command('stask'), terminal, writeOut)
    .usage('<command> [options]')
    .description('Finds background workers in npm packages, runs their tasks and shows how they do.')
    .version(readVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help; `stask <command> --help` for one command')
    .addHelpCommand(new Command('help').argument('[command]').summary('print help for a command').helpGroup('Host:'))
    .enablePositionalOptions()
    .showSuggestionAfterError();
  for (const option of commonOptions()) program.addOption(option);

  const ready = new Map<string, Promise<void>>();
  for (const entry of COMMANDS) {
    quiet(program.command(entry.name), terminal, writeOut).summary(entry.summary).helpGroup(entry.group);
  }
  program.hook('preSubcommand', (_program, command) => {
    const entry = COMMANDS.find(({ name }) => name === command.name());
    if (entry === undefined) return undefined;
    const loading = ready.get(entry.name) ?? configure(entry, command, program, { terminal, env, outcome });
    ready.set(entry.name, loading);
    return loading;
  });
  return program;
}

/** What `--help` or `--version` said, as the document of `--json`. */
export function saidDocument(text: string): { version: string } | { help: string } {
  const version = readVersion();
  return text === `${version}\n` ? { version } : { help: text };
}

interface Surroundings {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  readonly outcome: Outcome;
}

async function configure(
  entry: CommandEntry,
  command: Command,
  program: Command,
  { terminal, env, outcome }: Surroundings,
): Promise<void> {
  const { command: module } = await entry.load();
  command.description(`${sentence(entry.summary)}${module.notes ? `\n\n${module.notes}` : ''}`);
  if (module.arguments) command.arguments(module.arguments);
  for (const option of [...(module.options ?? []), ...commonOptions()]) command.addOption(option);
  command.addHelpText('after', () => examples(module));
  command.action(async () => {
    const flags = { ...program.opts<CommonFlags>(), ...command.opts<CommonFlags>() };
    const cli = createCli(terminal, flags, env);
    outcome.exitCode = (await module.run(cli, command.args, flags)) ?? 0;
  });
}

function createCli(terminal: Terminal, flags: CommonFlags, env: NodeJS.ProcessEnv): Cli {
  const common = resolveCommonOptions(flags, env);
  return {
    terminal,
    common,
    env,
    answer(document, text) {
      if (common.json) terminal.write(`${JSON.stringify(document, null, terminal.isTerminal ? 2 : 0)}\n`);
      else terminal.write(text(terminal));
    },
  };
}

/** Errors are thrown, not printed and exited on: `main.ts` does both, in the form that was asked for. */
function quiet(command: Command, terminal: Terminal, writeOut: (text: string) => void): Command {
  return command.exitOverride().configureOutput({
    writeOut,
    writeErr: (text) => terminal.say(text.trimEnd()),
    outputError: () => {},
  });
}

const sentence = (summary: string): string => `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;

function examples({ examples: lines }: CommandModule): string {
  return ['', 'Examples:', ...lines.flatMap(([line, meaning]) => [`  $ ${line}`, `    ${meaning}`])].join('\n');
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
