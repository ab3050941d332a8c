import { useLocation } from 'preact-iso';
import type { WorkerDetail } from '../../api.js';
import { href } from '../config.js';
import { ActionRunForm } from '../forms/action-run-form.js';
import { t } from '../i18n/i18n.js';

export function WorkerRun({ worker }: { worker: WorkerDetail }) {
  const { query, path, route } = useLocation();
  const chosen = worker.actions.find(({ name }) => name === query['action']) ?? worker.actions[0];
  if (chosen === undefined) return <p class="muted">{t('worker.noactions')}</p>;
  const choose = (name: string): void => route(`${path}?${new URLSearchParams({ ...query, action: name })}`, true);
  return (
    <div class={worker.actions.length > 1 ? 'run-columns' : undefined}>
      {worker.actions.length > 1 ? (
        <fieldset class="action-list">
          <legend class="hidden-text">{t('worker.action')}</legend>
          {worker.actions.map(({ name, title, description }) => (
            <label key={name} class={name === chosen.name ? 'action action-chosen' : 'action'}>
              <input type="radio" name="action" checked={name === chosen.name} onChange={() => choose(name)} />
              <span>
                <strong>{title || name}</strong>
                {description ? <span class="muted">{description}</span> : null}
              </span>
            </label>
          ))}
        </fieldset>
      ) : null}
      <div class="run-form">
        <h2>{chosen.title || chosen.name}</h2>
        {chosen.description ? <p class="muted">{chosen.description}</p> : null}
        <ActionRunForm
          key={chosen.name}
          identifier={worker.identifier}
          action={chosen.name}
          to={`workers/${worker.identifier}/actions/${chosen.name}/tasks`}
          disabled={!worker.active || worker.health !== 'ok'}
          onCreated={({ id }) => route(href(`tasks/${id}`))}
        />
      </div>
    </div>
  );
}
