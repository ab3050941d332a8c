import { Ban, RotateCcw, Trash2, X } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { BulkRequest, BulkResult, TaskCount, TaskFilter } from '../../api-requests.js';
import { formatNumber } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Button, IconButton } from '../parts/button.js';
import { Confirm } from '../parts/confirm.js';
import { withQuery } from '../parts/query.js';
import { tell } from '../parts/toast.js';
import { get, request } from '../server/request.js';
import { attempt } from '../parts/task-actions.js';
import { may } from '../session.js';

interface BulkBarProps {
  selected: ReadonlySet<number>;
  filter: TaskFilter;
  onClear: () => void;
  onDone: () => void;
}

type Operation = BulkRequest['op'];

/** What can be done with the selected tasks, or with all that match once their number is known. */
export function BulkBar({ selected, filter, onClear, onDone }: BulkBarProps) {
  const [matching, setMatching] = useState<TaskCount>();
  const [asked, setAsked] = useState<Operation>();
  useEffect(() => setMatching(undefined), [selected]);
  if (selected.size === 0) return null;
  const count = matching?.count ?? selected.size;

  const chooseAll = async (): Promise<void> => {
    const counted = await attempt(() => get<TaskCount>(withQuery('tasks/count', { ...filter })));
    if (counted?.capped) tell(t('problem.bulk-too-many'), 'bad');
    else setMatching(counted);
  };
  const act = async (op: Operation): Promise<void> => {
    const which = matching ? { filter } : { ids: [...selected] };
    const done = await attempt(() =>
      request<BulkResult>('POST', 'tasks/bulk', { body: { op, ...which, expected: count } satisfies BulkRequest }),
    );
    if (done === undefined) return;
    const { done: changed, skipped } = done.body;
    tell(
      [t('tasks.bulk.done', { count: changed }), skipped > 0 && t('tasks.bulk.skipped', { count: skipped })]
        .filter(Boolean)
        .join('. '),
    );
    onDone();
  };
  return (
    <div class="bulk" role="toolbar" aria-label={t('common.actions')}>
      <IconButton icon={X} name={t('tasks.selected.clear')} onClick={onClear} />
      <span class="bulk-count">{t(matching ? 'tasks.selected.everything' : 'tasks.selected', { count })}</span>
      {matching ? null : (
        <Button small onClick={() => void chooseAll()}>
          {t('tasks.selected.choose')}
        </Button>
      )}
      <span class="bulk-actions">
        {may('tasks.retry') ? (
          <Button small icon={RotateCcw} onClick={() => setAsked('retry')}>
            {t('task.retry')}
          </Button>
        ) : null}
        {may('tasks.cancel') ? (
          <Button small icon={Ban} onClick={() => setAsked('cancel')}>
            {t('task.cancel')}
          </Button>
        ) : null}
        {may('tasks.delete') ? (
          <Button small icon={Trash2} kind="danger" onClick={() => setAsked('delete')}>
            {t('task.delete')}
          </Button>
        ) : null}
      </span>
      {asked ? (
        <Confirm
          title={t(`tasks.bulk.${asked}.title`, { count })}
          text={t(`tasks.bulk.${asked}.text`)}
          action={`${t(`task.${asked}`)} (${formatNumber(count)})`}
          danger={asked !== 'retry'}
          typed={matching ? String(count) : undefined}
          onConfirm={() => act(asked)}
          onClose={() => setAsked(undefined)}
        />
      ) : null}
    </div>
  );
}
