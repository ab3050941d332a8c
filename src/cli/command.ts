import type { Option } from 'commander';
import type { CommonOptions } from './common-options.js';
import type { Terminal } from './terminal.js';

/** What a command gets beside its own arguments and flags. */
export interface Cli {
  readonly terminal: Terminal;
  readonly common: CommonOptions;
  readonly env: NodeJS.ProcessEnv;
  /** The command's answer: `document` with --json, else the text. */
  answer(document: unknown, text: (terminal: Terminal) => string): void;
}

/** One command of the terminal; the table of commands gives its name and summary. */
export interface CommandModule<Flags = object> {
  /** In commander's words: `<identifier> [action]`. */
  readonly arguments?: string;
  readonly options?: readonly Option[];
  /** Complete command lines with what they do. */
  readonly examples: ReadonlyArray<readonly [line: string, meaning: string]>;
  /** Longer help, when the summary leaves something open. */
  readonly notes?: string;
  /** @returns the exit code when it is not 0 */
  run(cli: Cli, args: readonly string[], flags: Flags): Promise<number | void>;
}

/** Types the flags of a command: commander hands them over as it parsed them. */
export function defineCommand<Flags = object>(command: CommandModule<Flags>): CommandModule {
  return command as CommandModule;
}
