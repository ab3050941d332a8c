import { CommanderError } from 'commander';
import { isStaskError, messageOf, type FieldProblem } from '../errors.js';
import { EXIT, UNEXPECTED, exitCodeOf } from './exit-codes.js';
import type { Terminal } from './terminal.js';
import { oneLine } from './text.js';

export interface ErrorForm {
  readonly json: boolean;
  readonly verbose: boolean;
  /** The command whose help is to be read after a usage error. */
  readonly command?: string | undefined;
}

/** Tells an error in the form that was asked for. @returns the exit code */
export function reportError(thrown: unknown, terminal: Terminal, form: ErrorForm): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) return EXIT.ok; // --help and --version are told by throwing
    return report('STASK_USAGE', usageText(thrown, form.command), terminal, form);
  }
  if (isStaskError(thrown)) {
    const exitCode = report(thrown.code, thrown.message, terminal, form, thrown.fields);
    if (form.verbose) terminal.say(stackOf(thrown));
    return exitCode;
  }
  const exitCode = report(UNEXPECTED, messageOf(thrown), terminal, form);
  terminal.say(form.verbose ? stackOf(thrown) : terminal.talkPaint.dim('Run again with --verbose for the stack.'));
  return exitCode;
}

function report(
  code: string,
  message: string,
  terminal: Terminal,
  { json }: ErrorForm,
  fields: readonly FieldProblem[] = [],
): number {
  if (json) {
    const error = { code, message, ...(fields.length > 0 ? { fields } : {}) };
    terminal.write(`${JSON.stringify({ error })}\n`);
  } else {
    terminal.say(`${terminal.talkPaint.bad('error')} ${terminal.talkPaint.dim(code)} ${message}`);
    for (const field of fields) {
      if (!message.includes(field.message)) terminal.say(`  ${field.pointer || '(data)'}: ${oneLine(field.message)}`);
    }
  }
  return exitCodeOf(code);
}

/** Commander writes `error: …` and puts its suggestion on a line of its own. */
function usageText({ code, message }: CommanderError, command: string | undefined): string {
  const help = `See \`stask ${command === undefined ? '' : `${command} `}--help\`.`;
  if (code === 'commander.help') return `No command given. ${help}`;
  const [problem = '', suggestion = ''] = message.replace(/^error: /, '').split('\n');
  const advice = suggestion === '' ? ` ${help}` : ` ${suggestion.replace(/^\(|\)$/g, '')}`;
  return `${problem.charAt(0).toUpperCase()}${problem.slice(1).replace(/\.$/, '')}.${advice}`;
}

function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? '' : `\ncaused by ${stackOf(thrown.cause)}`;
  return `${thrown.stack ?? thrown.message}${cause}`;
}
