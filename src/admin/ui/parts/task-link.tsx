import type { TaskSummary } from '../../api.js';
import { href } from '../config.js';

/** Worker and action in words; the second line is what the code calls them. */
export function TaskLink({ task }: { task: TaskSummary }) {
  return (
    <a class="task-link" href={href(`tasks/${task.id}`)}>
      <strong>{task.title || task.action}</strong>
      <span class="muted">
        {task.identifier} · {task.action}
      </span>
    </a>
  );
}
