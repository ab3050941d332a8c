import { Download, FileQuestion } from 'lucide';
import { useState } from 'preact/hooks';
import type { TaskDetail } from '../../api.js';
import { apiHref } from '../config.js';
import { formatBytes } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Icon } from '../parts/icon.js';
import { JsonView } from '../parts/json-view.js';
import { Empty } from '../parts/states.js';
import { isOver } from '../parts/task-facts.js';
import { ResultTable } from './result-table.js';

const VIEWS = ['table', 'json'] as const;

export function hasResult({ result, resultFile }: TaskDetail): boolean {
  return (result !== undefined && result !== null) || (resultFile ?? null) !== null;
}

/** The file to download; rows as a table, of the file or of the result itself; anything else as JSON. */
export function TaskResult({ task }: { task: TaskDetail }) {
  const { resultFile: file, result } = task;
  const isTable = file ? file.preview : isRows(result);
  const [chosen, setChosen] = useState<(typeof VIEWS)[number]>('table');
  const view = isTable ? chosen : 'json';
  if (!hasResult(task)) {
    const text = isOver(task) ? undefined : t('task.result.none.text');
    return <Empty small icon={FileQuestion} title={t('task.result.none')} text={text} />;
  }
  return (
    <div class="result">
      <div class="result-bar">
        {file ? (
          <span class="result-file">
            <a class="button button-primary" href={apiHref(`tasks/${task.id}/download`)} download={file.name}>
              <Icon of={Download} />
              <span class="break">{t('task.result.download', { name: file.name })}</span>
            </a>
            <span class="muted">{formatBytes(file.bytes)}</span>
          </span>
        ) : null}
        {isTable ? (
          <fieldset class="status-choices">
            <legend class="hidden-text">{t('task.result')}</legend>
            {VIEWS.map((name) => (
              <button
                key={name}
                type="button"
                class="status-choice"
                aria-pressed={view === name}
                onClick={() => setChosen(name)}
              >
                {t(`task.result.${name}`)}
              </button>
            ))}
          </fieldset>
        ) : null}
      </div>
      {view === 'table' ? <ResultTable taskId={task.id} /> : <JsonView value={result} name={t('task.result')} />}
    </div>
  );
}

function isRows(result: unknown): boolean {
  return Array.isArray(result) && result.some((row) => typeof row === 'object' && row !== null);
}
