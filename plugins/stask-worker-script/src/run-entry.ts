import { resolve } from 'node:path';
import { nonRetryable, type TaskContext } from 'stask/worker';
import { auditTo, type Audit } from './audit.js';
import { checkArguments } from './check-arguments.js';
import { filterEnvironment } from './environment.js';
import { findEntry, type Entry } from './find-entry.js';
import { readHostScripts } from './host-scripts.js';
import { inputError } from './input-error.js';
import { OutputLines } from './output-lines.js';
import { runProcess, type ProcessEnd, type Program } from './run-process.js';
import type { ScriptSettings } from './settings.js';

const MESSAGE_LENGTH = 200;

export interface Wanted {
  readonly name: string;
  readonly args?: readonly string[];
  /** The name again, where the settings ask for it. */
  readonly confirm?: string;
}

export interface RunResult {
  readonly name: string;
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly duration_ms: number;
  readonly lines: number;
  readonly bytes: number;
  /** The last lines of the output. */
  readonly tail: readonly string[];
}

/**
 * Runs one allowed script or command.
 * @throws a non-retryable error when it is not allowed, cannot be started, takes too long or ends with another code than 0
 */
export async function runEntry(task: TaskContext, wanted: Wanted, settings: ScriptSettings): Promise<RunResult> {
  const { directory, scripts } = await readHostScripts(settings.directory);
  const audit = auditTo(settings.auditFile, directory, task);
  const entry = await allowed(wanted, settings, scripts, audit);
  return run(task, entry, programOf(entry, wanted.args ?? [], directory, settings), settings, audit);
}

async function allowed(
  wanted: Wanted,
  settings: ScriptSettings,
  scripts: ReadonlyMap<string, string>,
  audit: Audit,
): Promise<Entry> {
  const { name, args = [], confirm } = wanted;
  try {
    const entry = findEntry(name, settings, scripts);
    checkArguments(entry, args);
    if (entry.confirm && confirm !== name) {
      throw inputError(`"${name}" asks for a confirmation: give its name again as option "confirm".`);
    }
    return entry;
  } catch (error) {
    await audit({ event: 'refused', name, args, reason: (error as Error).message });
    throw error;
  }
}

async function run(
  task: TaskContext,
  entry: Entry,
  program: Program,
  settings: ScriptSettings,
  audit: Audit,
): Promise<RunResult> {
  const { name } = entry;
  const { file, args } = program;
  await audit({ event: 'started', name, file, args, directory: program.directory });
  const { output, onOutput } = outputTo(task, settings.logLines);
  const timeoutMs = entry.timeoutMs ?? settings.timeoutMs;
  try {
    const end = await runProcess(program, {
      signal: task.signal,
      timeoutMs,
      graceMs: settings.graceMs,
      onStart: (pid) => task.log.info(`${name} started`, { user: task.userId, file, args, pid }),
      onOutput,
    });
    output.end();
    const result = resultOf(name, end, output);
    await audit({ event: 'ended', name, exit_code: end.exitCode, signal: end.signal, timed_out: end.timedOut });
    logRest(task, output, settings.logLines);
    if (end.timedOut || end.exitCode !== 0) throw failure(result, end, timeoutMs);
    return result;
  } catch (error) {
    if (task.signal.aborted) await audit({ event: 'ended', name, stopped: String(task.signal.reason) });
    throw error;
  }
}

/** Scripts go through `npm run`, which runs `preX` and `postX` too; arguments after `--` are quoted by npm. */
function programOf(entry: Entry, added: readonly string[], directory: string, settings: ScriptSettings): Program {
  const environment = filterEnvironment(process.env, settings.environment);
  if (entry.kind === 'script') {
    const args = ['run', '--silent', entry.name, '--', ...added];
    return { file: 'npm', args, directory, environment: { ...environment, npm_config_update_notifier: 'false' } };
  }
  return { file: fileOf(entry.file, directory), args: [...entry.args, ...added], directory, environment };
}

function fileOf(file: string, directory: string): string {
  if (/\.(bat|cmd)$/i.test(file))
    throw inputError(`"${file}" is a batch file, which a shell would run; name a program.`);
  if (/^[\\/]{2}/.test(file)) throw inputError(`"${file}" lies on another machine; name a program of this one.`);
  return file.includes('/') ? resolve(directory, file) : file;
}

/** Up to `logLines` lines go to the log; the last line so far is the message beside the task. */
function outputTo(task: TaskContext, logLines: number) {
  let last = '';
  const output = new OutputLines((line, stream) => {
    last = line;
    if (output.lines > logLines) return;
    if (stream === 'stdout') task.log.info(line);
    else task.log.warning(line);
  });
  const onOutput = (stream: 'stdout' | 'stderr', chunk: Buffer): void => {
    output.add(stream, chunk);
    if (last !== '') task.progress({ message: last.slice(0, MESSAGE_LENGTH) });
  };
  return { output, onOutput };
}

function logRest(task: TaskContext, { lines, tail }: OutputLines, logLines: number): void {
  const left = lines - logLines;
  if (left > 0) task.log.warning(`${left} more lines of output are left out; the last ones follow`, { tail });
}

function resultOf(name: string, { exitCode, signal, durationMs }: ProcessEnd, output: OutputLines): RunResult {
  const { lines, bytes, tail } = output;
  return { name, exit_code: exitCode, signal, duration_ms: durationMs, lines, bytes, tail };
}

/** The error carries the result, so that `stask task` shows it. */
function failure(result: RunResult, { exitCode, signal, timedOut }: ProcessEnd, timeoutMs: number): Error {
  const how = timedOut
    ? `was stopped after its ${timeoutMs / 1000} s`
    : signal === null
      ? `ended with code ${exitCode}`
      : `was ended by ${signal}`;
  const message = `${result.name} ${how}: ${result.tail.at(-1) ?? 'no output'}`;
  return Object.assign(nonRetryable(message), { run: result });
}
