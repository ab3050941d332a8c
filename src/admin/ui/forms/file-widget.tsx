import { FileCheck2, Pause, Play, Upload } from 'lucide';
import type { WidgetProps } from '@rjsf/utils';
import { useRef, useState } from 'preact/hooks';
import type { FileOptions } from '../../api-requests.js';
import { baseOf, formatBytes, formatList } from '../i18n/format.js';
import { problemText } from '../i18n/problem-text.js';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { problemOf } from '../server/request.js';
import type { FormContext } from './form-context.js';
import { pointerOf } from './secrets.js';
import { uploadFile } from './upload.js';

interface State {
  file?: File;
  offset: number;
  step: 'none' | 'sending' | 'paused' | 'done' | 'refused';
  text?: string;
}

/** Uploads a file and takes the value the server gives for it; a path on the server can be typed instead. */
export function FileWidget({ id, value, label, required, disabled, options, registry, onChange }: WidgetProps) {
  const { worker, action } = registry.formContext as FormContext;
  const { extensions = [], maxBytes = Infinity } = options as Partial<FileOptions>;
  const [state, setState] = useState<State>({ step: 'none', offset: 0 });
  const stop = useRef<AbortController>();

  const send = async (file: File): Promise<void> => {
    const refusal = refuse(file, extensions, maxBytes);
    if (refusal !== undefined) return setState({ step: 'refused', offset: 0, text: refusal });
    stop.current = new AbortController();
    setState({ file, step: 'sending', offset: 0 });
    try {
      const taken = await uploadFile({
        file,
        start: { worker, action, pointer: pointerOf(id).replaceAll('_', '/') },
        signal: stop.current.signal,
        onProgress: (offset) => setState({ file, step: 'sending', offset }),
      });
      setState({ file, step: 'done', offset: file.size });
      onChange(taken);
    } catch (thrown) {
      const text = stop.current.signal.aborted ? undefined : problemText(problemOf(thrown));
      setState((before) => ({ ...before, step: 'paused', text }));
    }
  };
  const again = (): void => {
    setState({ step: 'none', offset: 0 });
    onChange(undefined);
  };
  const { file, step, offset, text } = state;
  if (file && step === 'done' && value) {
    return (
      <div class="upload">
        <span class="upload-done">
          <Icon of={FileCheck2} />
          {t('upload.done', { name: file.name })}
        </span>
        <Button small onClick={again}>
          {t('upload.remove')}
        </Button>
      </div>
    );
  }
  if (file && (step === 'sending' || step === 'paused')) {
    const sending = step === 'sending';
    return (
      <div class="upload">
        <div class="upload-bar">
          <span class="ellipsis">{file.name}</span>
          <progress max={file.size} value={offset} aria-label={t('upload.progress.of', { name: file.name })} />
          <span class="muted num">
            {t('upload.progress', { done: formatBytes(offset), total: formatBytes(file.size) })}
          </span>
        </div>
        <Button small icon={sending ? Pause : Play} onClick={() => (sending ? stop.current?.abort() : void send(file))}>
          {t(sending ? 'upload.pause' : 'upload.resume')}
        </Button>
        {sending ? null : (
          <p class="field-error">
            {t('upload.failed')} {text}
          </p>
        )}
      </div>
    );
  }
  return (
    <div class="upload">
      <label class="button button-plain upload-choose">
        <Icon of={Upload} />
        <span>{t('upload.choose')}</span>
        <input
          type="file"
          aria-label={`${label}: ${t('upload.choose')}`}
          accept={extensions.join(',') || undefined}
          disabled={disabled}
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            if (chosen) void send(chosen);
          }}
        />
      </label>
      <input
        id={id}
        name={id}
        type="text"
        placeholder={t('upload.path')}
        value={typeof value === 'string' ? value : ''}
        required={required}
        disabled={disabled}
        onInput={(event) => onChange(event.currentTarget.value || undefined)}
      />
      <p class="hint">{limits(extensions, maxBytes)}</p>
      {step === 'refused' ? <p class="field-error">{text}</p> : null}
    </div>
  );
}

function refuse(file: File, extensions: readonly string[], maxBytes: number): string | undefined {
  const size = (bytes: number): string => formatBytes(bytes, baseOf(maxBytes));
  if (file.size > maxBytes) return t('upload.toobig', { size: size(file.size), max: size(maxBytes) });
  const ending = file.name.slice(file.name.lastIndexOf('.')).toLowerCase();
  if (extensions.length > 0 && !extensions.includes(ending))
    return t('upload.wrongtype', { extensions: formatList(extensions) });
  return undefined;
}

function limits(extensions: readonly string[], maxBytes: number): string {
  const allowed = extensions.length > 0 ? [t('upload.accept', { extensions: formatList(extensions) })] : [];
  const most = Number.isFinite(maxBytes) ? [t('upload.max', { size: formatBytes(maxBytes, baseOf(maxBytes)) })] : [];
  return [...allowed, ...most].join(', ');
}
