import { Save, SlidersHorizontal } from 'lucide';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Problem, SettingsForm, WorkerDetail } from '../../api.js';
import { JsonText } from '../forms/json-field.js';
import { messagesAt } from '../forms/problem-fields.js';
import { SchemaForm } from '../forms/schema-form.js';
import { takeSecrets } from '../forms/secrets.js';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Frame } from '../parts/frame.js';
import { Empty, ProblemNote, Skeleton } from '../parts/states.js';
import { tell } from '../parts/toast.js';
import { problemOf, request, type Answer } from '../server/request.js';
import { may } from '../session.js';

const PRECONDITION_FAILED = 412;

export function WorkerSettings({ worker }: { worker: WorkerDetail }) {
  const [loaded, setLoaded] = useState<Answer<SettingsForm>>();
  const [problem, setProblem] = useState<Problem>();
  const path = `workers/${worker.identifier}/settings`;
  const load = async (): Promise<void> => {
    try {
      setLoaded(await request<SettingsForm>('GET', path));
      setProblem(undefined);
    } catch (thrown) {
      setProblem(problemOf(thrown));
    }
  };
  useEffect(() => void load(), [path]);
  if (loaded === undefined)
    return problem ? <ProblemNote problem={problem} onRetry={() => void load()} /> : <Skeleton />;
  return (
    <>
      {worker.hasSettings || Object.keys(loaded.body.value).length > 0 ? (
        <SettingsEditor key={loaded.etag} worker={worker} path={path} loaded={loaded} onSaved={load} />
      ) : (
        <Empty small icon={SlidersHorizontal} title={t('worker.settings.none')} text={t('worker.settings.none.text')} />
      )}
      {worker.hasSettingsMarkup ? (
        <>
          <h2>{t('worker.settings.markup')}</h2>
          <Frame src={`workers/${worker.identifier}/settings-markup`} title={t('worker.settings.markup')} />
        </>
      ) : null}
    </>
  );
}

interface SettingsEditorProps {
  worker: WorkerDetail;
  path: string;
  loaded: Answer<SettingsForm>;
  onSaved: () => Promise<void>;
}

function SettingsEditor({ worker, path, loaded: { body, etag }, onSaved }: SettingsEditorProps) {
  const taken = useMemo(() => takeSecrets(body.value), [body]);
  const [value, setValue] = useState(taken.value);
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const editable = may('settings.write');

  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await request('PUT', path, { body: { value }, headers: { 'if-match': etag ?? '*' } });
      setProblem(undefined);
      tell(t('common.saved'));
      await onSaved();
    } catch (thrown) {
      const found = problemOf(thrown);
      setProblem(found);
      if (found.errors?.length) tell(t('form.errors', { count: found.errors.length }), 'bad');
    } finally {
      setBusy(false);
    }
  };
  const foot = (
    <>
      {problem?.status === PRECONDITION_FAILED ? (
        <div class="note note-warn">
          <span>{t('worker.settings.changed')}</span>
          <Button small onClick={() => void onSaved()}>
            {t('worker.settings.reload')}
          </Button>
        </div>
      ) : problem && !problem.errors?.length ? (
        <ProblemNote problem={problem} />
      ) : null}
      {editable ? (
        <div class="form-foot">
          <Button type="submit" kind="primary" icon={Save} busy={busy}>
            {t('common.save')}
          </Button>
        </div>
      ) : null}
    </>
  );
  if (body.schema !== null) {
    return (
      <SchemaForm
        id="settings"
        schema={body.schema}
        uiSchema={body.uiSchema}
        value={value}
        context={{ worker: worker.identifier, action: '', storedSecrets: taken.stored }}
        problem={problem}
        member="value"
        onChange={setValue}
        onSubmit={() => void save()}
      >
        {foot}
      </SchemaForm>
    );
  }
  return (
    <form
      class="schema-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <JsonText
        id="settings-json"
        label={t('worker.tab.settings')}
        hint={t('form.json.hint')}
        value={value}
        errors={messagesAt(problem, 'value', '')}
        onChange={(changed) => setValue((changed ?? {}) as typeof value)}
      />
      {foot}
    </form>
  );
}
