import type { TaskSummary } from '../../api.js';
import { href } from '../config.js';

/** What is done, and by which worker. */
export function TaskLink({ task }: { task: TaskSummary }) {
  return (
    <a class="task-link" href={href(`tasks/${task.id}`)}>
      <strong>{task.actionTitle}</strong>
      <span class="muted">{task.title || task.identifier}</span>
    </a>
  );
}
