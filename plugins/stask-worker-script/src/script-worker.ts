import { Action, BaseWorker, type TaskContext } from 'stask/worker';
import { DEFAULT_SETTINGS, readSettings, SETTINGS_SCHEMA } from './settings.js';
import { allowedWidget } from './widget.js';

/** Longest time limit that an entry can be given. */
const DAY_MS = 86_400_000;

const RUN_OPTIONS = {
  type: 'object',
  properties: {
    name: { type: 'string', title: 'Script or command', minLength: 1, maxLength: 200 },
    args: {
      type: 'array',
      title: 'Arguments',
      description: 'One each, as far as the settings allow some',
      items: { type: 'string', maxLength: 4000 },
      maxItems: 100,
    },
    confirm: { type: 'string', title: 'The name again', description: 'Where the settings ask for it', maxLength: 200 },
  },
  required: ['name'],
  additionalProperties: false,
};

interface RunOptions {
  readonly name: string;
  readonly args?: readonly string[];
  readonly confirm?: string;
}

/** Runs what its settings allow, by default nothing. The process code is loaded with the first run. */
export class ScriptWorker extends BaseWorker {
  readonly settingsSchema = SETTINGS_SCHEMA;

  override identifier() {
    return 'script';
  }
  override scope() {
    return 'system';
  }
  override title() {
    return 'Scripts and commands';
  }
  override description() {
    return 'Runs allowed npm scripts and commands of the host, without a shell.';
  }
  override icon() {
    return 'terminal';
  }
  override settings() {
    return DEFAULT_SETTINGS;
  }

  async renderWidget() {
    const [ran, made] = await Promise.all([this.getLastTask('run'), this.getLastTask('make')]);
    return allowedWidget(readSettings(this.getConfig()), ran, made);
  }

  @Action({ title: 'List', description: 'What may be run', maxAttempts: 1 })
  async taskList(task: TaskContext) {
    const { listEntries } = await import('./list-entries.js');
    return listEntries(readSettings(task.settings));
  }

  @Action({ title: 'Run', description: 'A script or command', options: RUN_OPTIONS, maxAttempts: 1, timeoutMs: DAY_MS })
  async taskRun(task: TaskContext, options: RunOptions): Promise<void> {
    const { runEntry } = await import('./run-entry.js');
    const result = await runEntry(task, options, readSettings(task.settings));
    await this.markFinished(task, result, `${result.name} ended well: ${result.tail.at(-1) ?? 'no output'}`);
  }

  @Action({ title: 'Scheduled run', description: 'What the schedule runs', maxAttempts: 1, timeoutMs: DAY_MS })
  async taskMake(task: TaskContext): Promise<void> {
    const { scheduled } = readSettings(task.settings);
    if (scheduled !== '') return this.taskRun(task, { name: scheduled });
    return this.markFailed(task, 'Say what to run: `stask settings script --set scheduled=NAME`.');
  }
}
