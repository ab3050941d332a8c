import { pathToFileURL } from 'node:url';
import { exportedClasses, type ExportedClass } from './exported-classes.js';
import type { EntryFile } from './found-package.js';
import { inspectClass, type ClassInspection, type ClassProblem } from './inspect-class.js';
import type { InspectedWorker, Inspection, LeftOut } from './inspection.js';
import { missingModuleOf } from './missing-module.js';
import { describeThrown } from './thrown-text.js';

/** What an inspection process needs to know of a package. */
export interface InspectionJob {
  readonly root: string;
  readonly entries: readonly EntryFile[];
}

interface FoundClass extends ExportedClass {
  readonly entry: string;
}

/**
 * Imports the entries of a package and inspects the classes they export. A class that is exported twice is one, named
 * by the first entry of the manifest that has it and there by its named export.
 *
 * @param onImported called when all entries are imported, before any class is looked at
 * @param onStep told before each file that is imported and each class that is looked at: `dist/mail.js#MailWorker`
 */
export async function inspectEntries(
  { root, entries }: InspectionJob,
  onStep: (step: string) => void,
  onImported: () => void,
): Promise<Inspection> {
  const modules: Array<[EntryFile, object]> = [];
  const leftOut: LeftOut[] = [];
  for (const entryFile of entries) {
    onStep(entryFile.relative);
    try {
      modules.push([entryFile, (await import(pathToFileURL(entryFile.file).href)) as object]);
    } catch (error) {
      leftOut.push({ entry: entryFile.relative, ...importProblem(error, entryFile, root) });
    }
  }
  onImported();
  const classes = new Map<unknown, FoundClass>();
  for (const [{ file, relative }, namespace] of modules) {
    for (const found of exportedClasses(namespace, file)) {
      if (!classes.has(found.Class)) classes.set(found.Class, { ...found, entry: relative });
    }
  }
  if (classes.size === 0 && leftOut.length === 0) leftOut.push(noWorkerClass(entries));
  return inspectClasses([...classes.values()], root, leftOut, onStep);
}

async function inspectClasses(
  classes: readonly FoundClass[],
  root: string,
  leftOut: LeftOut[],
  onStep: (step: string) => void,
): Promise<Inspection> {
  const inspected: Array<[FoundClass, ClassInspection]> = [];
  for (const found of classes) {
    onStep(`${found.entry}#${found.name}`);
    inspected.push([found, await inspectClass(found.Class, root)]);
  }
  const taken = inspected.filter(([, result]) => !('reason' in result)).map(([found]) => found);
  const workers: InspectedWorker[] = [];
  for (const [found, result] of inspected) {
    const { entry, name } = found;
    if (!('reason' in result)) workers.push({ entry, export: name, ...result });
    else leftOut.push({ entry, export: name, ...classProblem(found, result, taken) });
  }
  return { workers, leftOut, notices: [] };
}

/** A class that lacks members and that a taken one extends is a base class, marked or not. */
function classProblem(found: FoundClass, problem: ClassProblem, taken: readonly FoundClass[]): Omit<LeftOut, 'entry'> {
  const { reason, detail, lacksMembers } = problem;
  const heir = lacksMembers && taken.find(({ Class }) => isBaseOf(found.Class, Class));
  if (!heir) return { reason, detail: `Class "${found.name}" in ${found.entry} ${detail}.` };
  return {
    reason: 'abstract',
    detail: `Class "${found.name}" in ${found.entry} is the base class of "${heir.name}" and no complete worker.`,
  };
}

function isBaseOf(Base: ExportedClass['Class'], Class: ExportedClass['Class']): boolean {
  return Object.prototype.isPrototypeOf.call(Base.prototype as object, Class.prototype as object);
}

function importProblem(error: unknown, { file, relative: entry }: EntryFile, root: string): Omit<LeftOut, 'entry'> {
  const missing = missingModuleOf(error, root);
  if (missing === undefined) {
    return {
      reason: 'import-failed',
      detail: `${entry} cannot be imported: ${describeThrown(error, root)}. Correct it, or install another version of the package.`,
    };
  }
  if ([file, entry].includes(missing.wanted) && missing.from !== entry) {
    return {
      reason: 'entry-missing',
      detail: `${entry} is gone; the package was changed during the scan. Scan again.`,
    };
  }
  const from = missing.from ?? entry;
  return {
    reason: 'dependency-missing',
    detail: `${from} needs "${missing.wanted}", which cannot be found from there. Install it, or add it to the dependencies of the package.`,
  };
}

function noWorkerClass(entries: readonly EntryFile[]): LeftOut {
  const files = entries.map(({ relative }) => relative);
  const named = files.length > 3 ? `${files.slice(0, 3).join(', ')} and ${files.length - 3} more` : files.join(', ');
  const detail = `No class is exported by ${named}. Export the worker class, or correct "stask.workers" in package.json.`;
  return { entry: '', reason: 'no-worker-class', detail };
}
