import type { WorkerOrder } from '../../api-requests.js';
import type { WorkerSummary } from '../../api.js';
import { t } from '../i18n/i18n.js';
import { tell } from '../parts/toast.js';
import { request } from '../server/request.js';
import { attempt } from '../server/task-actions.js';
import { WorkerCard } from './worker-card.js';

interface WorkerGroupProps {
  scope: string;
  workers: readonly WorkerSummary[];
  reordering: boolean;
  onChange: () => void;
}

/** The workers of one scope, in the admin's order. */
export function WorkerGroup({ scope, workers, reordering, onChange }: WorkerGroupProps) {
  const ordered = workers.toSorted((a, b) => a.position - b.position);
  const move = async (worker: WorkerSummary, step: number): Promise<void> => {
    const from = ordered.indexOf(worker);
    const identifiers = ordered.map(({ identifier }) => identifier);
    identifiers.splice(from + step, 0, ...identifiers.splice(from, 1));
    const body: WorkerOrder = { scope, identifiers };
    const done = await attempt(() => request('PUT', 'workers/order', { body }));
    if (done) tell(t('workers.moved', { title: worker.title, place: from + step + 1 }));
    onChange();
  };
  return (
    <section class="worker-group">
      <h2>
        {scope || t('workers.noscope')} <span class="muted">{t('workers.count', { count: workers.length })}</span>
      </h2>
      <ul class="card card-flush rows">
        {ordered.map((worker, index) => (
          <li key={worker.identifier}>
            <WorkerCard
              worker={worker}
              onChange={onChange}
              onUp={reordering && index > 0 ? () => void move(worker, -1) : undefined}
              onDown={reordering && index < ordered.length - 1 ? () => void move(worker, 1) : undefined}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
