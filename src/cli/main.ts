import { resolveCommonOptions } from './common-options.js';
import { COMMANDS } from './command-table.js';
import { EXIT, UNEXPECTED } from './exit-codes.js';
import { buildProgram, saidDocument, type Outcome } from './program.js';
import { reportError } from './report-error.js';
import { handleSignals } from './signals.js';
import { openTerminal } from './terminal.js';

const terminal = openTerminal(process.env);
const argv = helpAsFlag(process.argv.slice(2));
const hasFlag = (flag: string): boolean => argv.slice(0, argv.concat('--').indexOf('--')).includes(flag);
const form = {
  ...resolveCommonOptions({ json: hasFlag('--json'), verbose: hasFlag('--verbose') || undefined }, process.env),
  command: COMMANDS.find(({ name }) => argv.includes(name))?.name,
};
const outcome: Outcome = { exitCode: EXIT.ok, said: '' };

handleSignals();
process.on('uncaughtException', (error) => void leave(reportError(error, terminal, form)));
process.on('exit', reportUnfinished);

try {
  await buildProgram(terminal, process.env, outcome, form.json).parseAsync(argv, { from: 'user' });
} catch (error) {
  outcome.exitCode = reportError(error, terminal, form);
}
if (outcome.said !== '') terminal.write(`${JSON.stringify(saidDocument(outcome.said))}\n`);
await leave(outcome.exitCode);

/** `stask help run` is `stask run --help`: commander shows the former before the command's file is loaded. */
function helpAsFlag(args: string[]): string[] {
  const [first, about, ...others] = args;
  if (first !== 'help' || about === undefined) return args;
  return COMMANDS.some(({ name }) => name === about) ? [about, '--help', ...others] : args.slice(1);
}

/** Ends the process although workers may have left timers and sockets open. */
async function leave(exitCode: number): Promise<never> {
  await terminal.flush();
  process.off('exit', reportUnfinished);
  process.exit(exitCode);
}

/** Worker code called `process.exit`, or what the command waits for can never happen. */
function reportUnfinished(exitCode: number): void {
  if (exitCode >= 128) return; // ended by a signal
  const message = `The process ended with code ${exitCode} before the command was done: worker code called process.exit or never settled.`;
  if (form.json) terminal.writeNow(`${JSON.stringify({ error: { code: UNEXPECTED, message } })}\n`);
  else terminal.say(`error ${UNEXPECTED} ${message}`);
  process.exitCode = EXIT.failed;
}
