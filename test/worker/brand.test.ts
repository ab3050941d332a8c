import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BaseWorker } from 'stask/worker';
import { isAbstractWorker, isWorkerClass, missingWorkerMethods } from '#src/worker/brand.js';

const arrow = (): void => {};

class Shaped {
  identifier(): string {
    return 'shaped';
  }
  scope(): string {
    return '';
  }
}

abstract class Branded extends BaseWorker {
  static abstract = true;
}

class Concrete extends Branded {
  identifier(): string {
    return 'concrete';
  }
}

test('a worker class is known by brand or by shape', () => {
  assert.ok(isWorkerClass(Concrete));
  assert.ok(isWorkerClass(Branded));
  assert.ok(isWorkerClass(Shaped));
});

test('nothing else is a worker class, and no getter runs to find out', () => {
  class Trap {
    get identifier(): never {
      throw new Error('a getter ran');
    }
    scope(): string {
      return '';
    }
  }
  for (const value of [undefined, null, 7, 'x', {}, new Concrete(), arrow, Trap, Object, Map, Symbol, Proxy, Error]) {
    assert.equal(isWorkerClass(value), false);
  }
});

test('BaseWorker and classes with an own static abstract are bases, their subclasses are not', () => {
  assert.ok(isAbstractWorker(BaseWorker as never));
  assert.ok(isAbstractWorker(Branded as never));
  assert.equal(isAbstractWorker(Concrete), false);
  assert.equal(isAbstractWorker(Shaped as never), false);
});

test('missing methods are named in the order of the contract', () => {
  assert.deepEqual(missingWorkerMethods(new Shaped()), ['title', 'description', 'icon', 'settings']);
  assert.deepEqual(missingWorkerMethods(new Concrete()), []);
  const ownProperties = Object.assign(new Shaped(), { title: () => '', description: '', icon: null });
  assert.deepEqual(missingWorkerMethods(ownProperties), ['description', 'icon', 'settings']);
});
