import type { FieldProps } from '@rjsf/utils';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.js';

interface JsonTextProps {
  id: string;
  label: string;
  hint?: string;
  value: unknown;
  errors?: readonly string[];
  onChange: (value: unknown) => void;
}

/** JSON as text, for what no form can be made of; broken text keeps the form from being sent. */
export function JsonText({ id, label, hint, value, errors = [], onChange }: JsonTextProps) {
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value, null, 2));
  const [broken, setBroken] = useState('');
  const change = (area: HTMLTextAreaElement): void => {
    setText(area.value);
    try {
      onChange(area.value.trim() === '' ? undefined : JSON.parse(area.value));
      setBroken('');
      area.setCustomValidity('');
    } catch (error) {
      const why = t('form.json.invalid', { detail: error instanceof Error ? error.message : '' });
      setBroken(why);
      area.setCustomValidity(why);
    }
  };
  const messages = broken ? [broken] : errors;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint ? <p class="hint">{hint}</p> : null}
      <textarea
        id={id}
        class="code"
        rows={4}
        spellcheck={false}
        value={text}
        placeholder="{}"
        aria-invalid={messages.length > 0 || undefined}
        aria-describedby={messages.length > 0 ? `${id}-error` : undefined}
        onInput={(event) => change(event.currentTarget)}
      />
      {messages.length > 0 ? (
        <p class="field-error" id={`${id}-error`}>
          {messages.join(' ')}
        </p>
      ) : null}
    </div>
  );
}

export function JsonField({ fieldPathId, name, schema, formData, onChange, rawErrors }: FieldProps) {
  return (
    <JsonText
      id={fieldPathId.$id}
      label={schema.title ?? (name || t('form.json'))}
      hint={schema.description ?? t('form.json.hint')}
      value={formData}
      errors={rawErrors}
      onChange={(value) => onChange(value, fieldPathId.path)}
    />
  );
}
