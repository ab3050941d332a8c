import { KeyRound, Undo2 } from 'lucide';
import type { WidgetProps } from '@rjsf/utils';
import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.js';
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import type { FormContext } from './form-context.js';
import { isMark, pointerOf } from './secrets.js';

/** A value that can be written and never read: stored ones stay unless replaced or removed. */
export function SecretWidget({ id, value, label, disabled, required, registry, onChange, ...props }: WidgetProps) {
  const { storedSecrets } = registry.formContext as FormContext;
  // in a list the mark of the secret is the value, elsewhere there is none and `null` takes the secret away
  const mark = useRef(isMark(value) ? (value as unknown) : undefined);
  const stored = mark.current !== undefined || storedSecrets.has(pointerOf(id));
  const cleared = mark.current === undefined ? null : undefined;
  const [replacing, setReplacing] = useState(false);
  const keep = (): void => {
    setReplacing(false);
    onChange(mark.current);
  };
  const isCleared = stored && !replacing && (mark.current === undefined ? value === null : value === undefined);
  if (stored && !replacing && !isCleared) {
    return (
      <div class="secret">
        <span class="secret-state">
          <Icon of={KeyRound} />
          {t('form.secret.stored')}
        </span>
        <Button small name={`${t('form.secret.replace')}: ${label}`} onClick={() => setReplacing(true)}>
          {t('form.secret.replace')}
        </Button>
        <Button small name={`${t('form.secret.clear')}: ${label}`} onClick={() => onChange(cleared)}>
          {t('form.secret.clear')}
        </Button>
      </div>
    );
  }
  if (isCleared) {
    return (
      <div class="secret">
        <span class="secret-state">{t('form.secret.cleared')}</span>
        <Button small icon={Undo2} onClick={keep}>
          {t('form.secret.undo')}
        </Button>
      </div>
    );
  }
  return (
    <div class="secret">
      <input
        id={id}
        name={id}
        type="password"
        autocomplete="new-password"
        value={typeof value === 'string' ? value : ''}
        disabled={disabled}
        required={required && !stored}
        aria-invalid={(props.rawErrors?.length ?? 0) > 0 || undefined}
        onInput={(event) => onChange(event.currentTarget.value === '' ? mark.current : event.currentTarget.value)}
      />
      {stored ? (
        <Button small icon={Undo2} onClick={keep}>
          {t('form.secret.undo')}
        </Button>
      ) : null}
    </div>
  );
}
