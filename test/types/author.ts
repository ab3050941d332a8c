// Compiled with the tests and never run: the public types say what authors expect of them.
import {
  Action,
  BaseWorker,
  cancelTask,
  nonRetryable,
  retryLater,
  type ActionOptions,
  type Schedule,
  type TaskContext,
  type TaskInterface,
  type WorkerClass,
} from 'stask/worker';

class Limit {
  limit = 1;
}

export class Author extends BaseWorker {
  identifier(): string {
    return 'author';
  }

  @Action()
  none(): void {}

  @Action('by-name')
  async named(task: TaskContext, { limit }: Limit): Promise<number> {
    const timeout: number = this.getConfig('api.timeout', 30);
    const mode: string = this.getConfig('mode', 'fast');
    const dry: boolean = this.getConfig('dry', false);
    const list: string[] = this.getConfig<string[]>('list', []);
    const unknown: unknown = this.getConfig('anything');
    // @ts-expect-error without a default nothing is known of the value
    const wrong: number = this.getConfig('api.timeout');
    const schedule: Schedule | undefined = this.getSchedule();
    const made: { readonly id: number } = await this.createTask('none', { limit }, { priority: 'low' });
    void [timeout, mode, dry, list, unknown, wrong, schedule, made];
    // @ts-expect-error a priority is a word
    await this.createTask('none', {}, { priority: 1 });
    // @ts-expect-error progress is a number
    task.progress({ progress: '45%' });
    return limit;
  }

  // @ts-expect-error an action gets a task first
  @Action()
  noTask(_limit: number): void {}

  // @ts-expect-error only methods are actions
  @Action()
  field = 1;

  @Action({ options: Limit, backoff: { type: 'fixed', delayMs: 5 }, timeoutMs: 5 } satisfies ActionOptions)
  outcomes(task: TaskContext): unknown {
    if (task.attempt > 1) throw retryLater(1_000);
    if (task.signal.aborted) return cancelTask('stopped');
    // @ts-expect-error milliseconds are a number
    if (task.attempt > 2) return retryLater('1s');
    return nonRetryable(new Error('no'));
  }
}

Author satisfies WorkerClass;

// @ts-expect-error unknown field
Action({ titel: 'x' });

// @ts-expect-error identifier is missing
export class Missing extends BaseWorker {}

export class Own implements TaskInterface {
  identifier = (): string => 'own';
  scope = (): string => '';
  title = (): string => 'Own';
  description = (): string => '';
  icon = (): string => '';
  settings = (): Record<string, unknown> => ({});
  taskRun(task: TaskContext): number {
    return task.id;
  }
}
