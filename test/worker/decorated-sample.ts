// Compiled by the test twice, with `experimentalDecorators` and without: the same source has to give the same actions.
import { Action, BaseWorker, type TaskContext } from 'stask/worker';

type Method = (...given: never[]) => unknown;

/** A decorator of another library that wraps the method, under both kinds of decorators. */
function wrapped(...[first, , third]: [unknown, unknown, PropertyDescriptor?]): never {
  const run = (third === undefined ? first : third.value) as Method;
  const wrapper = function wrapper(this: unknown, ...given: never[]): unknown {
    return `wrapped ${String(run.apply(this, given))}`;
  };
  return (third === undefined ? wrapper : { ...third, value: wrapper }) as never;
}

export class Animal extends BaseWorker {
  identifier(): string {
    return 'animal';
  }

  @Action()
  async feedAll(task: TaskContext, { grams = 1 }: { grams?: number }): Promise<string> {
    return `${this.identifier()} ${task.action} ${grams}`;
  }

  @Action('cleanup-old-data')
  clean(): string {
    return 'clean';
  }

  @Action({
    name: 'exportHTML',
    title: 'Export',
    description: 'Writes a page',
    options: { type: 'object', properties: { file: { type: 'string' } } },
    timeoutMs: 1000,
    maxAttempts: 5,
    backoff: { type: 'fixed', delayMs: 10 },
    priority: 'high',
    concurrency: 2,
  })
  publish(): string {
    return 'published';
  }

  @Action({ title: 'Import' })
  taskImport(): string {
    return 'imported';
  }

  @wrapped
  @Action('inner')
  inner(): string {
    return 'inner';
  }

  @Action('outer')
  @wrapped
  outer(): string {
    return 'outer';
  }

  taskPlain(): string {
    return 'plain';
  }
}

export class Dog extends Animal {
  override identifier(): string {
    return 'dog';
  }

  override clean(): string {
    return 'clean dog';
  }

  @Action('release')
  override publish(): string {
    return 'released';
  }

  @Action()
  bark(): string {
    return 'bark';
  }
}

export class Cat extends Animal {
  @Action()
  meow(): string {
    return 'meow';
  }
}
