import { Action, BaseWorker, type TaskContext } from 'stask/worker';
import { LONGEST_NAME, PACKAGE_NAME } from './package-names.js';
import { DEFAULT_SETTINGS, readSettings, SETTINGS_SCHEMA } from './settings.js';
import type { UpdateOptions } from './update.js';
import { packagesWidget } from './widget.js';

const DAY_MS = 86_400_000;

const UPDATE_OPTIONS = {
  type: 'object',
  properties: {
    packages: {
      type: 'array',
      title: 'Packages',
      description: 'None for all',
      items: { type: 'string', pattern: PACKAGE_NAME, maxLength: LONGEST_NAME },
      maxItems: 500,
      uniqueItems: true,
    },
    dry_run: {
      type: 'boolean',
      title: 'Only tell what would change',
      description: 'With npm only: pnpm and yarn have no dry run',
      default: false,
    },
  },
  additionalProperties: false,
};

/** Looks after the packages of the host. The process code is loaded with the first run. */
export class NpmWorker extends BaseWorker {
  readonly settingsSchema = SETTINGS_SCHEMA;

  override identifier() {
    return 'npm';
  }
  override scope() {
    return 'system';
  }
  override title() {
    return 'Packages of the host';
  }
  override description() {
    return 'Lists outdated packages, audits them and updates them within their ranges.';
  }
  override icon() {
    return 'package';
  }
  override settings() {
    return DEFAULT_SETTINGS;
  }

  async renderWidget() {
    const [outdated, audit, update, make] = await Promise.all(
      ['outdated', 'audit', 'update', 'make'].map((action) => this.getLastTask(action)),
    );
    return packagesWidget({ outdated, audit, update, make, failed: await this.getLastTask('make', 'failed') });
  }

  @Action({ title: 'Outdated', description: 'Which packages are behind', timeoutMs: DAY_MS })
  async taskOutdated(task: TaskContext): Promise<void> {
    const { outdated } = await import('./outdated.js');
    const result = await outdated(await this.#manager(task));
    const message = `${result.outdated} outdated, ${result.updatable} within their range`;
    await this.markFinished(task, result, message);
  }

  @Action({ title: 'Audit', description: 'Which packages have known holes', timeoutMs: DAY_MS })
  async taskAudit(task: TaskContext): Promise<void> {
    const { audit } = await import('./audit.js');
    const result = await audit(await this.#manager(task));
    await this.markFinished(task, result, `${result.total} with known holes, ${result.critical} critical`);
  }

  @Action({
    title: 'Update',
    description: 'Packages, within the ranges of package.json',
    options: UPDATE_OPTIONS,
    maxAttempts: 1,
    concurrency: 1,
    timeoutMs: DAY_MS,
  })
  async taskUpdate(task: TaskContext, options: UpdateOptions): Promise<void> {
    const { update } = await import('./update.js');
    const { ignoreScripts } = readSettings(task.settings);
    const result = await update(await this.#manager(task), options, ignoreScripts);
    const what = result.dry_run ? 'would change' : 'changed';
    await this.markFinished(task, result, `${result.packages.length} ${what}`);
  }

  @Action({ title: 'Look after packages', description: 'Outdated and audit, changes nothing', timeoutMs: DAY_MS })
  async taskMake(task: TaskContext): Promise<void> {
    const [{ outdated }, { audit, atLeast }] = await Promise.all([import('./outdated.js'), import('./audit.js')]);
    const { failOn } = readSettings(task.settings);
    const manager = await this.#manager(task);
    const behind = await outdated(manager);
    const audited = await audit(manager);
    const bad = failOn === 'never' ? [] : atLeast(failOn, audited);
    const message = `${behind.outdated} outdated, ${audited.total} with known holes`;
    if (bad.length === 0) return this.markFinished(task, { outdated: behind, audit: audited }, message);
    for (const { name, title, severity, fix } of bad) task.log.error(`${name}: ${title}`, { severity, fix });
    const names = bad.slice(0, 5).map(({ name, severity }) => `${name} (${severity})`);
    return this.markFailed(task, `${bad.length} with holes from "${failOn}" on: ${names.join(', ')}`);
  }

  async #manager(task: TaskContext) {
    const { openManager } = await import('./manager.js');
    return openManager(task, readSettings(task.settings));
  }
}
