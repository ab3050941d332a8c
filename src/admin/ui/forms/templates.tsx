import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide';
import {
  ADDITIONAL_PROPERTY_FLAG,
  buttonId,
  canExpand,
  type ArrayFieldItemTemplateProps,
  type ArrayFieldTemplateProps,
  type DescriptionFieldProps,
  type FieldErrorProps,
  type FieldHelpProps,
  type FieldTemplateProps,
  type ObjectFieldTemplateProps,
  type TemplatesType,
  type WrapIfAdditionalTemplateProps,
} from '@rjsf/utils';
import type { ComponentChildren } from 'preact';
import { t } from '../i18n/i18n.js';
import { FormButton, FormIconButton } from './form-buttons.js';

/** rjsf's types are React's; drawn things are the same to Preact. */
const drawn = (what: unknown): ComponentChildren => what as ComponentChildren;

function Field(props: FieldTemplateProps) {
  const { id, label, required, hidden, displayLabel, rawErrors = [], uiSchema, schema } = props;
  if (hidden) return <div hidden>{drawn(props.children)}</div>;
  const isCheckbox = schema.type === 'boolean' && uiSchema?.['ui:widget'] === undefined;
  const hasErrors = rawErrors.length > 0 && displayLabel;
  return (
    <WrapIfAdditional {...props}>
      <div class={hasErrors ? 'field field-bad' : 'field'}>
        {displayLabel && !isCheckbox ? (
          <label for={id}>
            {label}
            {required ? <Required /> : null}
          </label>
        ) : null}
        {displayLabel && !isCheckbox ? drawn(props.description) : null}
        {drawn(props.children)}
        {drawn(props.help)}
        {drawn(props.errors)}
      </div>
    </WrapIfAdditional>
  );
}

function Required() {
  return (
    <span class="required" title={t('form.required')} aria-hidden="true">
      {' *'}
    </span>
  );
}

function ObjectFields({
  fieldPathId,
  title,
  description,
  properties,
  schema,
  uiSchema,
  formData,
  ...props
}: ObjectFieldTemplateProps) {
  const isRoot = fieldPathId.path.length === 0;
  const isEntry = typeof fieldPathId.path.at(-1) === 'number';
  const body = (
    <>
      {description ? <p class="hint">{drawn(description)}</p> : null}
      {properties.map(({ content, name }) => (
        <div key={name}>{drawn(content)}</div>
      ))}
      {canExpand(schema, uiSchema, formData) ? (
        <FormButton
          id={buttonId(fieldPathId, 'add')}
          icon={Plus}
          text="form.add"
          disabled={props.disabled}
          onClick={props.onAddProperty}
        />
      ) : null}
    </>
  );
  if (isRoot) return <div class="fields">{body}</div>;
  return (
    <fieldset class="group" id={fieldPathId.$id}>
      {title ? <legend>{isEntry ? title.replace(/-(\d+)$/, ' $1') : title}</legend> : null}
      <div class="fields">{body}</div>
    </fieldset>
  );
}

function ArrayFields({ fieldPathId, title, schema, items, canAdd, onAddClick, disabled }: ArrayFieldTemplateProps) {
  return (
    <fieldset class="group" id={fieldPathId.$id}>
      {title ? <legend>{title}</legend> : null}
      {schema.description ? <p class="hint">{schema.description}</p> : null}
      {drawn(items)}
      {canAdd ? (
        <FormButton
          id={buttonId(fieldPathId, 'add')}
          icon={Plus}
          text="form.add"
          disabled={disabled}
          onClick={onAddClick}
        />
      ) : null}
    </fieldset>
  );
}

function ArrayItem({ children, buttonsProps, hasToolbar, disabled }: ArrayFieldItemTemplateProps) {
  const { hasMoveUp, hasMoveDown, hasRemove, onMoveUpItem, onMoveDownItem, onRemoveItem } = buttonsProps;
  return (
    <div class="array-item">
      <div class="array-item-field">{drawn(children)}</div>
      {hasToolbar ? (
        <div class="array-item-tools">
          {hasMoveUp ? (
            <FormIconButton icon={ArrowUp} text="form.up" disabled={disabled} onClick={onMoveUpItem} />
          ) : null}
          {hasMoveDown ? (
            <FormIconButton icon={ArrowDown} text="form.down" disabled={disabled} onClick={onMoveDownItem} />
          ) : null}
          {hasRemove ? (
            <FormIconButton icon={Trash2} text="form.remove" disabled={disabled} onClick={onRemoveItem} />
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** A property whose name the user gives: the name can be changed and the property removed. */
function WrapIfAdditional(props: WrapIfAdditionalTemplateProps) {
  const { id, label, schema, disabled, onKeyRenameBlur, onRemoveProperty, children } = props;
  if (!(ADDITIONAL_PROPERTY_FLAG in schema)) return <>{drawn(children)}</>;
  return (
    <div class="array-item">
      <input
        class="key-name"
        id={`${id}-key`}
        aria-label={t('form.key', { label })}
        defaultValue={label}
        disabled={disabled}
        onBlur={onKeyRenameBlur}
      />
      <div class="array-item-field">{drawn(children)}</div>
      <FormIconButton icon={Trash2} text="form.remove" disabled={disabled} onClick={onRemoveProperty} />
    </div>
  );
}

function Description({ id, description }: DescriptionFieldProps) {
  return description ? (
    <p class="hint" id={id}>
      {drawn(description)}
    </p>
  ) : null;
}

function Errors({ errors = [], fieldPathId }: FieldErrorProps) {
  return errors.length === 0 ? null : (
    <p class="field-error" id={`${fieldPathId.$id}__error`}>
      {errors.map((error, index) => (
        <span key={index}>{drawn(error)} </span>
      ))}
    </p>
  );
}

function Help({ help, fieldPathId }: FieldHelpProps) {
  return help ? (
    <p class="hint" id={`${fieldPathId.$id}__help`}>
      {drawn(help)}
    </p>
  ) : null;
}

const nothing = (): null => null;

export const templates = {
  FieldTemplate: Field,
  ObjectFieldTemplate: ObjectFields,
  ArrayFieldTemplate: ArrayFields,
  ArrayFieldItemTemplate: ArrayItem,
  WrapIfAdditionalTemplate: WrapIfAdditional,
  DescriptionFieldTemplate: Description,
  FieldErrorTemplate: Errors,
  FieldHelpTemplate: Help,
  ButtonTemplates: { ClearButton: nothing },
} as unknown as Partial<TemplatesType>;
