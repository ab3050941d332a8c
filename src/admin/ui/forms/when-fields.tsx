import type { NewTask } from '../../api-requests.js';
import { t } from '../i18n/i18n.js';

const PRIORITIES = ['low', 'normal', 'high'] as const;

interface WhenFieldsProps {
  task: NewTask;
  onChange: (task: NewTask) => void;
}

/** What every task has besides its options; folded, since it is rarely needed. */
export function WhenFields({ task, onChange }: WhenFieldsProps) {
  return (
    <details class="when">
      <summary>{t('worker.run.more')}</summary>
      <div class="fields-row">
        <label class="field">
          <span>{t('task.priority')}</span>
          <select
            value={task.priority ?? 'normal'}
            onChange={(event) => onChange({ ...task, priority: event.currentTarget.value as NewTask['priority'] })}
          >
            {PRIORITIES.map((word) => (
              <option key={word} value={word}>
                {t(`priority.${word}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{t('worker.run.startAt')}</span>
          <input
            type="datetime-local"
            title={t('worker.run.startAt.hint')}
            onChange={(event) => {
              const at = event.currentTarget.value;
              onChange({ ...task, startAt: at === '' ? undefined : new Date(at).toISOString() });
            }}
          />
        </label>
        <label class="field">
          <span>{t('worker.run.maxAttempts')}</span>
          <input
            type="number"
            min={1}
            max={100}
            placeholder="3"
            value={task.maxAttempts ?? ''}
            onInput={(event) => {
              const most = event.currentTarget.valueAsNumber;
              onChange({ ...task, maxAttempts: Number.isInteger(most) ? most : undefined });
            }}
          />
        </label>
      </div>
    </details>
  );
}
