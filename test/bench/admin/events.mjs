// Load of the process that fans events out: 100 streams at four updates a second, beside the same with one stream.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SECONDS = 20;
export const STREAMS = 100;

export async function measureEvents() {
  const folder = mkdtempSync(join(tmpdir(), 'stask-bench-'));
  const child = fork(fileURLToPath(new URL('./events-server.mjs', import.meta.url)), [folder]);
  try {
    const [{ port }] = await once(child, 'message');
    const one = await shareWith(child, port, 1);
    const all = await shareWith(child, port, STREAMS);
    return { one: one.share, all: all.share, eventsPerStream: all.events / STREAMS / SECONDS };
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function shareWith(child, port, streams) {
  let events = 0;
  const open = Array.from({ length: streams }, () => {
    const request = get(`http://127.0.0.1:${port}/api/v1/events?topics=tasks`, (response) => {
      response.setEncoding('utf8').on('data', (text) => (events += text.split('event: task').length - 1));
    });
    return request.on('error', () => undefined); // destroyed below
  });
  await pause(2_000);
  events = 0;
  child.send('begin');
  await pause(SECONDS * 1_000);
  child.send('end');
  const [{ share }] = await once(child, 'message');
  const counted = events;
  for (const request of open) request.destroy();
  return { share, events: counted };
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
