import { BaseWorker, type TaskContext } from 'stask/worker';

/** The worker that the recipes use; yours come from packages, or from the host itself like this one. */
export class GreetWorker extends BaseWorker {
  identifier(): string {
    return 'greet';
  }

  async taskHello(task: TaskContext, { name = 'world' }: { name?: string }): Promise<string> {
    task.progress({ processed: 1, total: 1, message: `Greeting ${name}` });
    return `Hello, ${name}`;
  }
}
