import { ariaDescribedByIds, type RegistryWidgetsType, type WidgetProps } from '@rjsf/utils';
import { FileWidget } from './file-widget.js';
import { SecretWidget } from './secret-widget.js';

function Checkbox({ id, value, label, disabled, readonly, required, schema, onChange }: WidgetProps) {
  return (
    <div class="switch-field">
      <label class="switch">
        <input
          id={id}
          name={id}
          type="checkbox"
          role="switch"
          checked={value === true}
          disabled={disabled === true || readonly === true}
          required={required && schema.const === true}
          aria-describedby={ariaDescribedByIds(id)}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        {label}
      </label>
      {schema.description ? <p class="hint">{schema.description}</p> : null}
    </div>
  );
}

/** One box for each value; what is ticked stays in the order of the schema. */
function Checkboxes({ id, label, value, options, disabled, readonly, onChange }: WidgetProps) {
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [];
  const all = options.enumOptions ?? [];
  const toggle = (one: unknown): void => {
    const isOn = (each: unknown): boolean => chosen.includes(each) !== (each === one);
    onChange(all.map((option): unknown => option.value).filter(isOn));
  };
  return (
    <div class="choices" role="group" id={id} aria-label={label} aria-describedby={ariaDescribedByIds(id)}>
      {all.map((option) => (
        <label key={option.label}>
          <input
            type="checkbox"
            checked={chosen.includes(option.value)}
            disabled={disabled === true || readonly === true}
            onChange={() => toggle(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}

export const widgets = {
  CheckboxesWidget: Checkboxes,
  CheckboxWidget: Checkbox,
  PasswordWidget: SecretWidget,
  FileWidget,
  file: FileWidget,
} as unknown as RegistryWidgetsType;
