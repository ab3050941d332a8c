import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Action, BaseWorker } from 'stask/worker';
import { actionsOf } from '#src/worker/actions-of.js';

abstract class Base extends BaseWorker {
  identifier(): string {
    return 'base';
  }
  taskImport(): string {
    return 'base import';
  }
  @Action({ title: 'Clean', timeoutMs: 5 }) clean(): void {}
}

function Old(): void {}
Old.prototype.taskExportHTML = (): void => {};

const names = (Class: { readonly prototype: object }): string[] => actionsOf(Class).actions.map(({ name }) => name);

test('inherited actions come first and an overriding method keeps its place and its decorator', () => {
  class Child extends Base {
    taskExport(): void {}
    override taskImport(): string {
      return 'child import';
    }
    override clean(): void {}
  }
  assert.deepEqual(actionsOf(Child), {
    actions: [
      { name: 'import', method: 'taskImport' },
      { name: 'clean', method: 'clean', title: 'Clean', timeoutMs: 5 },
      { name: 'export', method: 'taskExport' },
    ],
    conflicts: [],
  });
});

test('a decorator on an overriding method replaces that of the base, which keeps its own', () => {
  class Child extends Base {
    @Action('scrub') override clean(): void {}
  }
  assert.deepEqual(names(Child), ['import', 'scrub']);
  assert.deepEqual(names(Base), ['import', 'clean']);
});

test('one method with decorator and convention is one action and the decorator wins', () => {
  class Both extends Base {
    @Action({ name: 'load', priority: 'high' }) override taskImport(): string {
      return '';
    }
  }
  assert.deepEqual(names(Both), ['load', 'clean']);
  class Unnamed extends Base {
    @Action({ priority: 'high' }) override taskImport(): string {
      return '';
    }
  }
  assert.deepEqual(actionsOf(Unnamed).actions[0], { name: 'import', method: 'taskImport', priority: 'high' });
});

test('two methods with one name are a conflict that names both, and neither is an action', () => {
  class Twice extends Base {
    @Action('import') load(): void {}
    taskSyncStock(): void {}
    @Action('sync-stock') syncAll(): void {}
  }
  const { actions, conflicts } = actionsOf(Twice);
  assert.deepEqual(
    actions.map(({ name }) => name),
    ['clean'],
  );
  assert.deepEqual(
    conflicts.map(({ name, methods }) => [name, methods]),
    [
      ['import', ['taskImport', 'load']],
      ['sync_stock', ['taskSyncStock', 'syncAll']],
    ],
  );
  assert.match(conflicts[0]?.detail ?? '', /"taskImport" and "load".*"import".*@Action/);
});

test('a conventional method whose name is not usable is reported, not dropped', () => {
  class Odd extends Base {
    taskConstructor(): void {}
    taskÜbersetzen(): void {}
    task$(): void {}
  }
  const { actions, conflicts } = actionsOf(Odd);
  assert.equal(actions.length, 2);
  assert.deepEqual(
    conflicts.map(({ methods }) => methods[0]),
    ['taskConstructor', 'taskÜbersetzen'],
  );
});

test('getters are not run, and properties, symbols, statics and plain methods are no actions', () => {
  class Traps extends BaseWorker {
    static taskStatic(): void {}
    static get taskTrap(): never {
      throw new Error('a static getter ran');
    }
    identifier(): string {
      return 'traps';
    }
    get taskGetter(): never {
      throw new Error('a getter ran');
    }
    set taskSetter(_value: unknown) {}
    task(): void {}
    tasks(): void {}
    [Symbol.iterator](): void {}
    taskReal(): void {}
  }
  Object.defineProperty(Traps.prototype, 'taskNumber', { value: 7, enumerable: true });
  Object.defineProperty(Traps.prototype, '__proto__', { value: () => {}, enumerable: true });
  assert.deepEqual(actionsOf(Traps), { actions: [{ name: 'real', method: 'taskReal' }], conflicts: [] });
});

test('an action overridden by something that is not a method is gone', () => {
  class Gone extends Base {}
  Object.defineProperty(Gone.prototype, 'taskImport', { value: null });
  Object.defineProperty(Gone.prototype, 'clean', { get: () => assert.fail('a getter ran') });
  assert.deepEqual(actionsOf(Gone), { actions: [], conflicts: [] });
});

test('plain classes and constructor functions without BaseWorker have actions too', () => {
  class Plain {
    taskImport(): void {}
  }
  assert.deepEqual(names(Plain), ['import']);
  assert.deepEqual(names(Old as unknown as { prototype: object }), ['export_html']);
});

test('looking at actions makes no instance and calls nothing', () => {
  class Explosive extends Base {
    constructor() {
      super();
      throw new Error('constructed');
    }
    @Action() boom(): never {
      throw new Error('called');
    }
  }
  assert.deepEqual(names(Explosive), ['import', 'clean', 'boom']);
});
