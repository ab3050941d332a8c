import { announce, type StaskEvents } from '../events.js';
import { messageOf } from '../errors.js';
import type { DueWebhook, WebhookOutcome } from '../store/task-links.js';
import type { TaskStore } from '../store/task-store.js';
import { retryDelayMs, retryPolicy } from './retry-delay.js';
import { storageFiles } from './storage-files.js';
import { openTaskLog } from './task-log.js';
import { isTerminal } from './task-state.js';
import { Task } from './task.js';
import { signatureOf, type WebhookOptions } from './webhook-request.js';

export interface WebhookParts {
  readonly store: TaskStore;
  readonly storagePath: string;
  readonly events: StaskEvents;
  readonly webhooks?: WebhookOptions;
  readonly random?: () => number;
}

export interface Webhooks {
  /** Delivers what is due, in the background. */
  kick(): void;
  close(): Promise<void>;
}

const AT_ONCE = 10;
const BACKOFF = retryPolicy({ type: 'exponential', delayMs: 5_000, maxDelayMs: 3_600_000 });

/** Tells webhooks of ended tasks. What is due is in the database, so any process goes on where another one died. */
export function createWebhooks(parts: WebhookParts): Webhooks {
  const { store, storagePath, events, random = Math.random } = parts;
  const { timeoutMs = 10_000, maxAttempts = 8 } = parts.webhooks ?? {};
  const timers = new Set<NodeJS.Timeout>();
  let delivering: Promise<void> | undefined;
  let again = false;
  let closed = false;

  function kick(): void {
    again = true;
    if (closed) return;
    delivering ??= deliverDue().finally(() => {
      delivering = undefined;
      if (again) kick();
    });
  }

  async function deliverDue(): Promise<void> {
    again = false;
    try {
      for (;;) {
        const due = await store.links.claimWebhooks(AT_ONCE, timeoutMs + 5_000);
        if (due.length === 0) return;
        await Promise.all(due.map(deliver));
      }
    } catch (error) {
      announce(events, 'runner.error', { runner: '', doing: 'delivering webhooks', error });
    }
  }

  async function deliver(webhook: DueWebhook): Promise<void> {
    const row = await store.find(webhook.taskId);
    if (row === undefined) return store.links.settleWebhook(webhook, 'done');
    if (!isTerminal(row.status)) return store.links.rearmWebhook(webhook.taskId);
    const task = new Task(row, storageFiles(storagePath));
    const problem = await post(webhook, JSON.stringify({ event: `task.${task.statusText}`, task }));
    const outcome = outcomeOf(webhook, problem);
    await store.links.settleWebhook(webhook, outcome);
    if (outcome !== 'done') kickIn(outcome.retryInMs);
    await note(webhook, problem, outcome);
  }

  /** Why the delivery does not count; undefined when it does. */
  async function post({ url, secret }: DueWebhook, body: string): Promise<string | undefined> {
    const seconds = Math.floor(Date.now() / 1000);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'stask',
      ...(secret !== null && { 'x-stask-signature': signatureOf(secret, seconds, body) }),
    };
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      await answer.body?.cancel();
      if (answer.ok) return undefined;
      return answer.status >= 300 && answer.status < 400
        ? `it answered ${answer.status}, and redirects are not followed`
        : `it answered ${answer.status}`;
    } catch (error) {
      const { cause } = error as { cause?: unknown };
      return messageOf(cause ?? error);
    }
  }

  function outcomeOf({ attempt }: DueWebhook, problem: string | undefined): WebhookOutcome {
    if (problem === undefined || attempt >= maxAttempts) return 'done';
    return { retryInMs: retryDelayMs(attempt, BACKOFF, random()) };
  }

  /** In the task's log; the path of the URL may be a secret, so only the host is told. */
  async function note({ taskId, url, attempt }: DueWebhook, problem: string | undefined, outcome: WebhookOutcome) {
    const log = openTaskLog({ storagePath, taskId });
    const { host } = new URL(url);
    const record =
      problem === undefined
        ? log.append('info', `Webhook delivered to ${host}`, { attempt })
        : outcome === 'done'
          ? log.append('error', `Webhook to ${host} given up: ${problem}`, { attempt })
          : log.append('warning', `Webhook to ${host} failed: ${problem}`, { attempt, ...outcome });
    await log.flush(); // first: whoever hears of it may read it
    announce(events, 'task.log', { id: taskId, ...record });
  }

  function kickIn(delayMs: number): void {
    if (closed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      kick();
    }, delayMs);
    timer.unref();
    timers.add(timer);
  }

  return {
    kick,
    async close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      await delivering;
    },
  };
}
