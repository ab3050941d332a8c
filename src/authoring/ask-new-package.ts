import { cancel, isCancel, select, text } from '@clack/prompts';
import { StaskError } from '../errors.js';
import { problemOfName } from './package-name.js';
import { TEMPLATES, type Language, type ScaffoldOptions, type Template } from './scaffold.js';

const output = process.stderr;

/** Asks for what was not given. @throws StaskError `STASK_USAGE` when the person leaves */
export async function askNewPackage(given: Partial<ScaffoldOptions>): Promise<Partial<ScaffoldOptions>> {
  const name =
    given.name ??
    (await answer(
      text({
        message: 'Name of the package',
        placeholder: 'stask-worker-mail',
        validate: (value) => problemOfName(value ?? ''),
        output,
      }),
    ));
  const template =
    given.template ??
    (await answer(
      select<Template>({
        message: 'Start from',
        options: Object.entries(TEMPLATES).map(([value, hint]) => ({ value: value as Template, label: value, hint })),
        output,
      }),
    ));
  const language =
    given.language ??
    (await answer(
      select<Language>({
        message: 'Language',
        options: [
          { value: 'ts', label: 'TypeScript' },
          { value: 'js', label: 'JavaScript, no build' },
        ],
        output,
      }),
    ));
  const description =
    given.description ?? (await answer(text({ message: 'What does it do?', defaultValue: '', output })));
  const scope =
    given.scope ?? (await answer(text({ message: 'Scope, the module it belongs to', defaultValue: '', output })));
  return { ...given, name, template, language, description, scope };
}

async function answer<T>(asked: Promise<T>): Promise<Exclude<T, symbol>> {
  const value = await asked;
  if (!isCancel(value)) return value as Exclude<T, symbol>;
  cancel('Nothing was written.', { output });
  throw new StaskError('STASK_USAGE', 'Left before every question was answered; nothing was written.');
}
