import { announce, type StaskEvents } from '../events.js';
import { LINK, type AfterEnd } from '../store/task-links.js';
import { TASK_STATUS, type TaskRow } from '../store/task-row.js';
import type { NewTask } from '../store/new-task.js';
import type { SettledLease } from '../store/task-lease.js';
import type { TaskStore } from '../store/task-store.js';
import { fitsOptions, type CreatorParts } from './creator.js';
import { factsOf } from './executor.js';
import { createWebhooks } from './webhooks.js';

export interface AftercareParts extends CreatorParts {
  readonly store: TaskStore;
  readonly events: StaskEvents;
  /** Tasks may be ready that were not. */
  readonly wake: () => void;
  readonly storagePath: string;
  readonly random?: () => number;
}

/** What follows from the ends of tasks: others that waited, groups that are complete, webhooks. */
export interface Aftercare {
  /** The store with what follows: a write that ends tasks has released others when it resolves. */
  readonly store: TaskStore;
  /** Looks now and then after what died processes left undone, until the returned function is called. */
  begin(): () => void;
  close(): Promise<void>;
}

/** A process that dies between an end and what follows is made good for after this long. */
const LOOK_MS = 15_000;

export function createAftercare(parts: AftercareParts): Aftercare {
  const { store, events, wake } = parts;
  const { links } = store;
  const webhooks = createWebhooks(parts);
  let users = 0;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  /** Never rejects: the end itself is written, and what is missed here the next look finds. */
  async function follow(work: () => Promise<AfterEnd>): Promise<void> {
    try {
      const { released, cancelled, endedGroups, webhooksDue } = await work();
      for (const row of cancelled) announce(events, 'task.cancelled', { ...factsOf(row), message: row.message });
      if (released > 0) wake();
      if (webhooksDue) webhooks.kick();
      for (const id of endedGroups) await finishGroup(id);
    } catch (error) {
      announce(events, 'runner.error', { runner: '', doing: 'following the end of tasks', error });
    }
  }

  async function finishGroup(id: number): Promise<void> {
    const group = await links.findGroup(id);
    if (group === undefined) return;
    const { completed, failed, cancelled } = group.counts;
    const facts = { id, completed, failed, cancelled };
    const finished = await links.finishGroup(id, await withFacts(await links.completionOf(id), facts));
    if (finished === undefined) return;
    announce(events, 'group.completed', { ...facts, title: group.title });
    const { task } = finished;
    if (task === null) return;
    announce(events, 'task.created', { ...factsOf(task), priority: task.priority, startAt: task.startAt });
    wake();
  }

  async function withFacts(completion: NewTask | null, group: object): Promise<NewTask | null> {
    if (completion === null) return null;
    const told = { ...completion, data: { ...completion.data, group: { ...group } } };
    return (await fitsOptions(parts, told)) ? told : completion;
  }

  async function afterSettled(leases: SettledLease[]): Promise<SettledLease[]> {
    const ids = leases.flatMap(({ id, linked }) => (linked === true ? [id] : []));
    if (ids.length > 0) await follow(() => links.afterEnd(ids));
    return leases;
  }

  async function afterRequeue(row: TaskRow): Promise<void> {
    if ((row.links & LINK.webhook) !== 0) await links.rearmWebhook(row.id);
    const revived = (row.links & LINK.dependents) === 0 ? 0 : await links.reviveDependents(row.id);
    if (revived > 0 || row.status === TASK_STATUS.waiting) await follow(() => links.afterLostEnds());
  }

  function look(): void {
    looking = follow(() => links.afterLostEnds()).then(() => {
      if (users === 0) return;
      timer = setTimeout(look, LOOK_MS);
      timer.unref();
    });
  }

  return {
    store: {
      ...store,
      settle: async (runner, settlements) => afterSettled(await store.settle(runner, settlements)),
      settleExpired: async (settlements) => afterSettled(await store.settleExpired(settlements)),
      async requestCancel(id) {
        const row = await store.requestCancel(id);
        if (row?.status === TASK_STATUS.cancelled && row.links !== 0) await follow(() => links.afterEnd([id]));
        return row;
      },
      async requeue(id) {
        const row = await store.requeue(id);
        if (row !== undefined && row.links !== 0) await afterRequeue(row);
        return row;
      },
    },
    begin() {
      let ended = false;
      if (users++ === 0) look();
      return () => {
        if (ended) return;
        ended = true;
        if (--users === 0) clearTimeout(timer);
      };
    },
    async close() {
      users = 0;
      clearTimeout(timer);
      await looking;
      await webhooks.close();
    },
  };
}
