import { join } from 'node:path';
import { isCancel, select, text } from '@clack/prompts';
import { folderOf, problemOfFolder, problemOfName } from './package-name.js';
import { TEMPLATES, type Language, type ScaffoldOptions, type Template } from './scaffold.js';

const output = process.stderr;

/**
 * Asks for the name of a new package until one is given that can be made in `cwd`; `undefined` when the person leaves
 * with Ctrl-C or Escape.
 */
export async function askName(cwd: string): Promise<string | undefined> {
  const answer = await text({
    message: 'Name of the package',
    placeholder: 'stask-worker-mail',
    validate: (value = '') => problemOfName(value) ?? problemOfFolder(join(cwd, folderOf(value))),
    output,
  });
  return isCancel(answer) ? undefined : answer;
}

/** Asks for what else was not given; `undefined` when the person leaves. */
export async function askDetails(given: Partial<ScaffoldOptions>): Promise<Partial<ScaffoldOptions> | undefined> {
  let answers = given;
  for (const question of QUESTIONS) {
    if (answers[question] !== undefined) continue;
    const answer = await ASK[question]();
    if (isCancel(answer)) return undefined;
    answers = { ...answers, [question]: answer };
  }
  return answers;
}

const ASK = {
  template: () =>
    select<Template>({
      message: 'Start from',
      options: Object.entries(TEMPLATES).map(([value, hint]) => ({ value: value as Template, label: value, hint })),
      output,
    }),
  language: () =>
    select<Language>({
      message: 'Language',
      options: [
        { value: 'ts', label: 'TypeScript' },
        { value: 'js', label: 'JavaScript, no build' },
      ],
      output,
    }),
  description: () => text({ message: 'What does it do?', defaultValue: '', output }),
  scope: () => text({ message: 'Scope, the module it belongs to', defaultValue: '', output }),
};

const QUESTIONS = Object.keys(ASK) as Array<keyof typeof ASK>;
