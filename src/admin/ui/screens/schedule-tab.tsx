import { Save } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { Problem, ScheduleForm, SchedulePreview, WorkerDetail } from '../../api.js';
import type { Schedule } from '../../../worker/schedule.js';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { ProblemNote, Skeleton } from '../parts/states.js';
import { tell } from '../parts/toast.js';
import { problemOf, request, type Answer } from '../server/request.js';
import { may } from '../session.js';
import { ScheduleFields } from './schedule-fields.js';
import { RunNow } from './schedule-run.js';
import { NextRuns } from './schedule-next.js';

const TYPING_MS = 350;

export function ScheduleTab({ worker }: { worker: WorkerDetail }) {
  const [loaded, setLoaded] = useState<Answer<ScheduleForm>>();
  const [problem, setProblem] = useState<Problem>();
  const path = `workers/${worker.identifier}/schedule`;
  const load = async (): Promise<void> => {
    try {
      setLoaded(await request<ScheduleForm>('GET', path));
    } catch (thrown) {
      setProblem(problemOf(thrown));
    }
  };
  useEffect(() => void load(), [path]);
  if (loaded === undefined)
    return problem ? <ProblemNote problem={problem} onRetry={() => void load()} /> : <Skeleton />;
  return <ScheduleEditor key={loaded.etag} worker={worker} path={path} loaded={loaded} onSaved={load} />;
}

interface ScheduleEditorProps {
  worker: WorkerDetail;
  path: string;
  loaded: Answer<ScheduleForm>;
  onSaved: () => Promise<void>;
}

/** The next runs come from the server, whose parser is the one that fires. */
function ScheduleEditor({ worker, path, loaded: { body, etag }, onSaved }: ScheduleEditorProps) {
  const [schedule, setSchedule] = useState<Schedule>(body.schedule ?? { type: 'manual' });
  const [preview, setPreview] = useState<SchedulePreview | undefined>(body.preview);
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      request<SchedulePreview>('POST', 'schedules/preview', { body: { schedule, count: 5 }, signal: stop.signal })
        .then((answer) => {
          setPreview(answer.body);
          setProblem(undefined);
        })
        .catch((thrown: unknown) => {
          if (stop.signal.aborted) return;
          setPreview(undefined);
          setProblem(problemOf(thrown));
        });
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [schedule]);

  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await request('PUT', path, { body: { schedule }, headers: { 'if-match': etag ?? '*' } });
      tell(t('schedule.saved'));
      await onSaved();
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="schedule">
      <form class="schema-form" onSubmit={(event) => void save(event)}>
        <ScheduleFields schedule={schedule} problem={problem} onChange={setSchedule} />
        {problem && !problem.errors?.length ? <ProblemNote problem={problem} /> : null}
        {may('schedules.write') ? (
          <div class="form-foot">
            <Button type="submit" kind="primary" icon={Save} busy={busy}>
              {t('common.save')}
            </Button>
          </div>
        ) : null}
      </form>
      <NextRuns schedule={schedule} preview={preview} aside={<RunNow worker={worker} />} />
    </div>
  );
}
