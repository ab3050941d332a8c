import { stat } from 'node:fs/promises';
import { IsInt, IsString, Min, MinLength } from 'class-validator';
import { isStaskError, type Stask } from 'stask';
import { Action, BaseWorker, nonRetryable, type TaskContext } from 'stask/worker';
import { useWorker } from './use-worker.js';

export class FileOptions {
  @IsString() @MinLength(1) file!: string;
  @IsInt() @Min(1) user_id!: number;
}

export class ValidatedWorker extends BaseWorker {
  identifier(): string {
    return 'validated';
  }

  /** What the data looks like is checked when the task is created; what only the disk knows is checked here. */
  @Action({ options: FileOptions })
  async taskValidated(_task: TaskContext, { file, user_id }: FileOptions): Promise<{ bytes: number; user: number }> {
    const info = await stat(file).catch((cause: unknown) => {
      throw nonRetryable(new Error(`The file does not exist: ${file}`, { cause }));
    });
    return { bytes: info.size, user: user_id };
  }
}

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, ValidatedWorker);
  const create = (data: Record<string, unknown>) =>
    stask.create({ identifier: 'validated', action: 'validated', data });

  const problems: string[] = [];
  try {
    await create({ file: '', user_id: 0, extra: true });
  } catch (error) {
    if (!isStaskError(error, 'STASK_OPTIONS_INVALID')) throw error;
    problems.push(...error.fields.map(({ pointer }) => pointer));
  }

  const missing = await create({ file: '/does/not/exist', user_id: 1 });
  await stask.execute(missing);
  const here = await create({ file: process.execPath, user_id: 1 });
  await stask.execute(here);
  const failed = await stask.getTask(missing.id);
  return {
    problems,
    missing: { status: failed.statusText, message: failed.message, attempts: failed.attempts },
    here: (await stask.getTask(here.id)).result,
  };
}
