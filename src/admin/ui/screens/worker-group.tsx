import { useEffect, useRef } from 'preact/hooks';
import type { WorkerOrder } from '../../api-requests.js';
import type { WorkerSummary } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { tell } from '../parts/toast.js';
import { request } from '../server/request.js';
import { attempt } from '../parts/task-actions.js';
import { MoveHandle } from './move-handle.js';
import { useReorder } from './use-reorder.js';
import { WorkerCard } from './worker-card.js';

interface WorkerGroupProps {
  scope: string;
  /** Those that are shown. */
  workers: readonly WorkerSummary[];
  /** All of the scope, for an order is always that of all. */
  everyone: readonly WorkerSummary[];
  reordering: boolean;
  onChange: () => void;
}

/** The workers of one scope, in the admin's order. */
export function WorkerGroup({ scope, workers, everyone, reordering, onChange }: WorkerGroupProps) {
  const ordered = byPosition(workers);
  const moved = useRef<string>();
  const move = async (from: number, to: number): Promise<void> => {
    const worker = ordered[from];
    const neighbour = ordered[to];
    if (worker === undefined || neighbour === undefined) return;
    const others = byPosition(everyone).filter((one) => one.identifier !== worker.identifier);
    const at = others.findIndex((one) => one.identifier === neighbour.identifier) + (to > from ? 1 : 0);
    const identifiers = others.toSpliced(at, 0, worker).map(({ identifier }) => identifier);
    const body: WorkerOrder = { scope, identifiers };
    const done = await attempt(() => request('PUT', 'workers/order', { body }));
    if (done) tell(t('workers.moved', { title: worker.title || worker.identifier, place: to + 1 }));
    moved.current = worker.identifier;
    onChange();
  };
  const reorder = useReorder((from, to) => void move(from, to));
  const order = ordered.map(({ identifier }) => identifier).join(' ');
  // A node that changes its place loses the focus.
  useEffect(() => {
    if (moved.current) document.getElementById(`move-${moved.current}`)?.focus();
    moved.current = undefined;
  }, [order]);
  return (
    <section class="worker-group">
      <h2>
        {scope || t('workers.noscope')} <span class="muted">{t('workers.count', { count: workers.length })}</span>
      </h2>
      <ul class="card card-flush rows" ref={reorder.list}>
        {ordered.map((worker, place) => (
          <li key={worker.identifier} data-row="" class={dragClass(reorder.drag, place)}>
            {reordering && ordered.length > 1 ? (
              <MoveHandle
                id={`move-${worker.identifier}`}
                title={worker.title || worker.identifier}
                onPointerDown={(event) => reorder.onPointerDown(place, event)}
                onStep={(step) => void move(place, place + step)}
              />
            ) : null}
            <WorkerCard worker={worker} onChange={onChange} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function byPosition(workers: readonly WorkerSummary[]): WorkerSummary[] {
  return workers.toSorted((a, b) => a.position - b.position);
}

function dragClass(drag: { from: number; to: number } | undefined, place: number): string | undefined {
  if (drag === undefined) return undefined;
  if (place === drag.from) return 'dragged';
  if (place !== drag.to) return undefined;
  return drag.to < drag.from ? 'drop-before' : 'drop-after';
}
