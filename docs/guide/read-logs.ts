import { text } from 'node:stream/consumers';
import type { Stask } from 'stask';
import { defineWorker } from 'stask/worker';
import { useWorker } from './use-worker.js';

export const TalkWorker = defineWorker({
  identifier: 'talk',
  actions: {
    say(task) {
      for (let line = 1; line <= 20; line++) task.log.info(`Line ${line}`, { line });
      task.log.error('The end');
    },
  },
});

export async function main(stask: Stask): Promise<object> {
  await useWorker(stask, TalkWorker);
  const { id } = await stask.create({ identifier: 'talk', action: 'say' });
  await stask.execute(id);
  const task = await stask.getTask(id);

  const all = await task.getLogs();
  const last = await task.getLastLogs(3);
  const errors = await task.getErrorLogs();
  // For a download: one JSON object per line, as in the file. Give the three to the response.
  const { fileName, size, stream } = await task.downloadLogs();
  const download = await text(stream);
  await task.clearLogs();
  return {
    all: all.length,
    last: last.map(({ message }) => message),
    errors: errors.map(({ message }) => message),
    download: { fileName, size, lines: download.trimEnd().split('\n').length },
    afterClearing: (await task.getLogs()).length,
  };
}
