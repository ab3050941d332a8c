// Runs one contestant: `node process.mjs NAME[:BATCH] KIND URL` under the parent's commands.
import { epochMs, median, pause, secondsFor } from '../measure.mjs';

const [called, kind, url] = process.argv.slice(2);
const [name, batch = '50'] = called.split(':');
const { open } = await import(`./${name}.mjs`);
const contestant = await open({ kind, url, batch: Number(batch) });
const arrivals = new Map();
let started = 0;
const onStart = () => arrivals.get(started++)?.(epochMs());
const next = () => new Promise((resolve) => arrivals.set(arrivals.size, resolve));

const commands = {
  ready: () => true,
  fill: (count) => contestant.fill(count),
  /** Tasks a second; the figure ends when all are executed and the runner has stopped. */
  drain: async (count) => count / (await secondsFor(() => contestant.drain(count))),
  listen: () => contestant.listen(onStart),
  /** Milliseconds since the epoch when the next task started here. */
  nextStart: () => next(),
  async send() {
    const sentAt = epochMs();
    await contestant.send();
    return sentAt;
  },
  /** Median milliseconds from a create to the start in this same, idle process. */
  async idle(rounds) {
    const took = [];
    for (let n = 0; n < rounds; n++) {
      await pause(60 + n);
      const arrival = next();
      const sentAt = epochMs();
      await contestant.send();
      took.push((await arrival) - sentAt);
    }
    return median(took);
  },
  /** Runs for so long beside others; how many tasks it executed. */
  share: (seconds) => contestant.share(seconds),
  close: () => contestant.close(),
};

process.on('message', async ({ id, command, given }) => {
  try {
    process.send({ id, answer: await commands[command](...given) });
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit());
