import { fieldsOf } from '../check-fields.js';
import { StaskError } from '../errors.js';
import type { GroupRow } from '../store/task-links.js';
import { niceEta } from '../worker/nice-eta.js';
import { textProblem } from './check-data.js';
import { checkRequests, type CreatorParts } from './creator.js';
import type { CreateRequest, TaskStats } from './tasks.js';

const MAX_TITLE = 255;

export interface GroupRequest {
  /** For people; at most 255 characters. */
  title?: string;
  /** The members, 1 or more. */
  tasks: readonly CreateRequest[];
  /** Created once when all members have ended, whatever their ends; its data gets `group: { id, completed, failed, cancelled }`. */
  onComplete?: CreateRequest;
}

/** A group as it was when it was read. */
export interface TaskGroup {
  readonly id: number;
  readonly title: string;
  /** Whole percent: the average over the members; an ended one counts as 100. */
  readonly progress: number;
  readonly counts: TaskStats;
  /** Text such as `2m 10s`, from the speed so far; `—` while there is none. */
  readonly eta: string;
  readonly createdAt: Date;
  /** When all members had ended. A member that is retried later does not open the group again. */
  readonly finishedAt: Date | null;
}

/** @throws StaskError as `create`, and `STASK_USAGE` for the group's own fields */
export async function checkGroup(parts: CreatorParts, request: GroupRequest) {
  const { title = '', tasks, onComplete } = fieldsOf('createGroup()', request, ['title', 'tasks', 'onComplete']);
  const problem = typeof title === 'string' ? textProblem(title) : 'is not a text';
  if (problem !== undefined) throw usage(`title ${problem}`);
  if (title.length > MAX_TITLE) throw usage(`title must be at most ${MAX_TITLE} characters, got ${title.length}`);
  if (!Array.isArray(tasks) || tasks.length === 0) throw usage('tasks must be an array of at least one task');
  const members = await checkRequests(parts, tasks);
  const [completion] = onComplete === undefined ? [] : await checkRequests(parts, [onComplete]);
  if ((completion?.after?.length ?? 0) > 0) throw usage('onComplete cannot have `after`: it waits for the members');
  return { title, members, completion: completion ?? null };
}

export function groupOf({ id, title, counts, percents, ageMs, createdAt, finishedAt }: GroupRow): TaskGroup {
  const share = counts.total === 0 ? 1 : percents / (counts.total * 100);
  return { id, title, progress: Math.floor(share * 100), counts, eta: etaOf(share, ageMs), createdAt, finishedAt };
}

function etaOf(share: number, ageMs: number): string {
  if (share >= 1) return niceEta(0);
  return share > 0 ? niceEta((ageMs * (1 - share)) / share / 1000) : '—';
}

const usage = (problem: string): StaskError => new StaskError('STASK_USAGE', `Group not created: ${problem}.`);
