import { Play } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { NewTask } from '../../api-requests.js';
import type { ActionForm, Problem, TaskSummary } from '../../api.js';
import { problemText } from '../i18n/problem-text.js';
import { t } from '../i18n/i18n.js';
import { newKey } from '../new-key.js';
import { Button } from '../parts/button.js';
import { Loaded, ProblemNote } from '../parts/states.js';
import { tell } from '../parts/toast.js';
import { problemOf } from '../server/request.js';
import { createTask } from '../parts/task-actions.js';
import { useResource } from '../server/use-resource.js';
import { JsonText } from './json-field.js';
import { messagesAt } from './problem-fields.js';
import { SchemaForm } from './schema-form.js';
import { WhenFields } from './when-fields.js';

interface ActionRunFormProps {
  identifier: string;
  action: string;
  /** API route that takes the task. */
  to: string;
  start?: Partial<NewTask>;
  /** Options that take the place of their defaults, where `start` has none. */
  prefill?: NewTask['data'];
  disabled?: boolean;
  onCreated: (task: TaskSummary) => void;
}

/** Options, priority and time of a task to be created. */
export function ActionRunForm(props: ActionRunFormProps) {
  const form = useResource<ActionForm>(`workers/${props.identifier}/actions/${props.action}`);
  return (
    <Loaded of={form}>{(data) => <RunForm key={`${data.identifier}.${data.action}`} form={data} {...props} />}</Loaded>
  );
}

function RunForm({ form, to, start, prefill, disabled, onCreated }: ActionRunFormProps & { form: ActionForm }) {
  const [task, setTask] = useState<NewTask>({ ...start, data: start?.data ?? { ...form.defaults, ...prefill } });
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  // One key for one set of values: a second click, or a repeat after a lost answer, makes no second task.
  const key = useRef(newKey());
  useEffect(() => {
    key.current = newKey();
  }, [task]);

  const submit = async (): Promise<void> => {
    setBusy(true);
    try {
      const created = await createTask(to, task, key.current);
      key.current = newKey();
      setProblem(undefined);
      onCreated(created);
    } catch (thrown) {
      const found = problemOf(thrown);
      setProblem(found);
      if (found.errors) tell(t('form.errors', { count: found.errors.length }), 'bad');
    } finally {
      setBusy(false);
    }
  };
  const foot = (
    <>
      <WhenFields task={task} onChange={setTask} />
      {problem && !problem.errors?.length ? <ProblemNote problem={problem} /> : null}
      <div class="form-foot">
        <Button type="submit" kind="primary" icon={Play} busy={busy} disabled={disabled}>
          {t('worker.run')}
        </Button>
      </div>
    </>
  );
  const properties = form.schema['properties'];
  const isFilled = Object.keys(task.data).length > 0 || problem?.errors !== undefined;
  if (Object.keys(form.schema).length === 0) {
    return (
      <form
        class="schema-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <details class="when" open={isFilled}>
          <summary>{t('worker.run.json')}</summary>
          <JsonText
            id={`run-${form.action}`}
            label={t('task.options')}
            hint={t('form.json.hint')}
            value={isFilled ? task.data : undefined}
            errors={messagesAt(problem, 'data', '')}
            onChange={(value) => setTask({ ...task, data: (value ?? {}) as NewTask['data'] })}
          />
        </details>
        {foot}
      </form>
    );
  }
  return (
    <>
      {typeof properties === 'object' && properties && Object.keys(properties).length === 0 ? (
        <p class="muted">{t('worker.run.nooptions')}</p>
      ) : null}
      {problem?.errors?.length ? <p class="hidden-text">{problemText(problem)}</p> : null}
      <SchemaForm
        id={`run-${form.action.replaceAll('_', '-')}`}
        schema={form.schema}
        uiSchema={form.uiSchema}
        value={task.data}
        context={{ worker: form.identifier, action: form.action, storedSecrets: new Set() }}
        problem={problem}
        member="data"
        onChange={(data) => setTask((before) => ({ ...before, data }))}
        onSubmit={() => void submit()}
      >
        {foot}
      </SchemaForm>
    </>
  );
}
