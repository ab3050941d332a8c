import type { TaskContext } from 'stask/worker';
import { environmentOf } from './environment.js';
import { findProject, type Project } from './find-manager.js';
import { runManager, type ManagerAnswer } from './run-manager.js';
import type { ManagerName, NpmSettings } from './settings.js';

const MAX_LOG_LINES = 2_000;

/** Whose commands it has: yarn has others since version 2, which goes by the name of berry. */
export type Dialect = ManagerName | 'berry';

/** The package manager of the host, ready to be called. */
export interface Manager extends Project {
  /** Name and version, such as `npm 11.19.1`. */
  readonly label: string;
  readonly dialect: Dialect;
  /** `logAnswer` is for a command that answers people: stdout goes to the log too. */
  call(args: readonly string[], options?: { readonly logAnswer?: boolean }): Promise<ManagerAnswer>;
  /** For what the package manager does not say by itself. */
  warn(message: string): void;
}

/**
 * Finds the host's package manager and asks for its version.
 * @throws a non-retryable error when it is not there
 */
export async function openManager(task: TaskContext, settings: NpmSettings): Promise<Manager> {
  const project = await findProject(settings);
  const environment = environmentOf(settings);
  const onLine = logTo(task);
  const call: Manager['call'] = (args, { logAnswer = false } = {}) => {
    const { manager: file, directory } = project;
    const { timeoutMs } = settings;
    return runManager({ file, args, directory, environment, timeoutMs, signal: task.signal, logAnswer, onLine });
  };
  const version = (await call(['--version'])).stdout.trim().slice(0, 40);
  const dialect = project.manager === 'yarn' && !version.startsWith('1.') ? 'berry' : project.manager;
  const warn = (message: string): void => task.log.warning(message);
  return { ...project, dialect, label: `${project.manager} ${version}`, call, warn };
}

/** Its words go to the log as they come, and the last is the message beside the task. */
function logTo(task: TaskContext): (line: string) => void {
  let lines = 0;
  return (line) => {
    const text = line.slice(0, 1_000);
    task.progress({ message: text.slice(0, 200) });
    lines++;
    if (lines > MAX_LOG_LINES) return;
    if (/\berr(or\b|_)/i.test(text.slice(0, 20))) task.log.error(text);
    else if (/\bwarn/i.test(text.slice(0, 20))) task.log.warning(text);
    else task.log.info(text);
    if (lines === MAX_LOG_LINES) task.log.warning('What it says from here on is left out.');
  };
}
