import { Download, FileQuestion } from 'lucide';
import type { TaskDetail } from '../../api.js';
import { apiHref } from '../config.js';
import { formatBytes } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import { Icon } from '../parts/icon.js';
import { JsonView } from '../parts/json-view.js';
import { Empty } from '../parts/states.js';
import { isOver } from '../parts/task-facts.js';

export function hasResult({ result, resultFile }: TaskDetail): boolean {
  return (result !== undefined && result !== null) || (resultFile ?? null) !== null;
}

/** The file to download, rows as a table, anything else as JSON. */
export function TaskResult({ task }: { task: TaskDetail }) {
  const { resultFile: file, result } = task;
  if (!hasResult(task)) {
    const text = isOver(task) ? undefined : t('task.result.none.text');
    return <Empty small icon={FileQuestion} title={t('task.result.none')} text={text} />;
  }
  return (
    <div class="result">
      {file ? (
        <p class="result-file">
          <a class="button button-primary" href={apiHref(`tasks/${task.id}/download`)} download={file.name}>
            <Icon of={Download} />
            <span>{t('task.result.download', { name: file.name })}</span>
          </a>{' '}
          <span class="muted">{formatBytes(file.bytes)}</span>
        </p>
      ) : null}
      {result === undefined || result === null ? null : <JsonView value={result} name={t('task.result')} />}
    </div>
  );
}
