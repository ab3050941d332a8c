// Main module of a process that imports the entries of a package and renders the widgets of its workers.
import { pathToFileURL } from 'node:url';
import { tryWidget, type TriedWidget } from '../schema/widget/try-widget.js';
import { isAbstractWorker, isWorkerClass, missingWorkerMethods } from '../worker/brand.js';

const tried: TriedWidget[] = [];
for (const entry of process.argv.slice(2)) {
  const exported = (await import(pathToFileURL(entry).href)) as object;
  for (const Class of new Set(Object.values(exported))) {
    if (!isWorkerClass(Class) || isAbstractWorker(Class)) continue;
    const worker = new Class();
    if (missingWorkerMethods(worker).length === 0) tried.push(await tryWidget(worker));
  }
}
process.send?.(tried, () => process.exit(0));
