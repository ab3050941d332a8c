import { LayoutDashboard } from 'lucide';
import type { Problem, WidgetAnswer, WorkerDetail } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { useLive, useThrottled } from '../live/use-live.js';
import { Frame } from '../parts/frame.js';
import { Empty, ProblemNote, Skeleton } from '../parts/states.js';
import { isOver } from '../parts/task-facts.js';
import { useResource } from '../server/use-resource.js';
import { may } from '../session.js';
import { WithWidgetActions } from './widget-actions.js';
import { WidgetParts } from './widget-parts.js';

const SOON_MS = 400;
/** No answer, and the database away: what was drawn still says something. */
const AWAY: readonly number[] = [0, 503];

/** What the worker shows of itself, asked for again when one of its tasks has ended, by those who may see tasks. */
export function WidgetTab({ worker }: { worker: WorkerDetail }) {
  return (
    <WithWidgetActions worker={worker}>
      <Shown worker={worker} />
    </WithWidgetActions>
  );
}

function Shown({ worker: { identifier, title } }: { worker: WorkerDetail }) {
  const path = `workers/${encodeURIComponent(identifier)}/widget`;
  const follows = may('tasks.read');
  const { data, problem, reload } = useResource<WidgetAnswer>(path, { once: !follows });
  const reloadSoon = useThrottled(reload, SOON_MS);
  useLive(follows && data?.markup !== true ? ['tasks'] : [], {
    task: (task) => task.identifier === identifier && isOver(task) && reloadSoon(),
  });
  if (problem !== undefined && (data === undefined || !AWAY.includes(problem.status)))
    return <WidgetProblem problem={problem} onRetry={reload} />;
  if (data === undefined) return <Skeleton lines={6} />;
  if (data.markup) return <Frame src={path} title={t('worker.widget', { title })} />;
  if (data.parts.length > 0) return <WidgetParts parts={data.parts} />;
  return <Empty small icon={LayoutDashboard} title={t('worker.widget.none')} text={t('worker.widget.none.text')} />;
}

/** The author's words, so that they can be mended: each place that is wrong, what was expected there and what came. */
function WidgetProblem({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { errors = [] } = problem;
  return (
    <>
      <ProblemNote problem={errors.length > 1 ? { ...problem, detail: '' } : problem} onRetry={onRetry} />
      {errors.length > 1 ? (
        <ul class="widget-errors">
          {errors.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>
              <code>{pointer || '/'}</code> {detail}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
