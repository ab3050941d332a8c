// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IsInt } from 'class-validator';
import { Action, BaseWorker, type ActionOptions, type NamedActionOptions, type TaskContext } from 'stask/worker';
import { actionsOf } from '#src/worker/actions-of.js';

const run = (): void => {};

class Limit {
  @IsInt() limit!: number;
}

class NotADto {
  limit = 1;
}

class Parameters extends BaseWorker {
  identifier(): string {
    return 'parameters';
  }
  @Action() declared(_task: TaskContext, _options: Limit): void {}
  @Action({ options: { type: 'object' } }) explicit(_task: TaskContext, _options: Limit): void {}
  @Action() plain(_task: TaskContext, _options: NotADto): void {}
  @Action() object(_task: TaskContext, _options: object): void {}
  @Action() array(_task: TaskContext, _options: string[]): void {}
  @Action() none(): void {}
}

test('a DTO class as type of the second parameter describes the options, any other type says nothing', () => {
  const { actions } = actionsOf(Parameters);
  assert.deepEqual(
    actions.map(({ name, options }) => [name, options]),
    [
      ['declared', Limit],
      ['explicit', { type: 'object' }],
      ['plain', undefined],
      ['object', undefined],
      ['array', undefined],
      ['none', undefined],
    ],
  );
});

test('a wrong argument of @Action is an error that names field and value', () => {
  const table: ReadonlyArray<readonly [argument: unknown, message: RegExp]> = [
    ['', /action name.*got ""/],
    ['a b', /got "a b"/],
    ['constructor', /got "constructor"/],
    ['x'.repeat(65), /got "x+"/],
    [7, /@Action expects nothing, a name or an object of options, got 7/],
    [null, /got null/],
    [['a'], /got an array/],
    [{ name: 7 }, /action name.*got 7/],
    [{ titel: 'x' }, /only the fields title, .*got "titel"/],
    [{ title: 5 }, /@Action title expects a text, got 5/],
    [{ timeoutMs: 0 }, /@Action timeoutMs expects a whole number, 1 or more, got 0/],
    [{ timeoutMs: Number.NaN }, /timeoutMs.*got NaN/],
    [{ timeoutMs: '5' }, /timeoutMs.*got "5"/],
    [{ maxAttempts: 1.5 }, /maxAttempts.*got 1.5/],
    [{ maxAttempts: 0 }, /maxAttempts.*got 0/],
    [{ concurrency: -1 }, /concurrency.*got -1/],
    [{ priority: 'urgent' }, /priority expects 'low' or 'normal' or 'high', got "urgent"/],
    [{ backoff: -1 }, /backoff.*got -1/],
    [{ backoff: 'fast' }, /backoff.*got "fast"/],
    [{ backoff: { type: 'linear' } }, /backoff type.*got "linear"/],
    [{ backoff: { type: 'fixed', delay: 5 } }, /backoff expects only the fields.*got "delay"/],
    [{ backoff: { type: 'fixed', jitter: 1 } }, /jitter expects true or false, got 1/],
    [{ options: 'schema' }, /options expects a class-validator DTO/],
    [{ options: [] }, /options.*got an array/],
  ];
  for (const [argument, message] of table) {
    assert.throws(() => Action(argument as NamedActionOptions), { code: 'STASK_CONTRACT_INVALID', message });
  }
});

test('every documented field is accepted, also when it is undefined', () => {
  const options: ActionOptions = {
    title: 'T',
    description: 'D',
    options: Limit,
    timeoutMs: 1,
    maxAttempts: 1,
    backoff: { type: 'exponential', delayMs: 0, maxDelayMs: 5, jitter: false },
    priority: 'low',
    concurrency: 1,
  };
  assert.doesNotThrow(() => Action(options));
  assert.doesNotThrow(() => Action({ ...options, backoff: 0 }));
  assert.doesNotThrow(() => Action({ title: undefined, name: undefined }));
});

test('@Action on anything but a public method of an instance is an error', () => {
  const decorate = Action() as (target: object, place: unknown, descriptor?: PropertyDescriptor) => void;
  const places: ReadonlyArray<readonly [object, unknown, PropertyDescriptor?]> = [
    [Limit, 'staticMethod', { value: run }],
    [{}, 'field'],
    [{}, 'getter', { get: run }],
    [{}, Symbol('secret'), { value: run }],
    [run, { kind: 'method', name: 'x', static: true, private: false }],
    [run, { kind: 'method', name: '#x', static: false, private: true }],
    [run, { kind: 'getter', name: 'x', static: false, private: false }],
    [run, { kind: 'method', name: Symbol('x'), static: false, private: false }],
  ];
  for (const [target, place, descriptor] of places) {
    assert.throws(() => decorate(target, place, descriptor), {
      code: 'STASK_CONTRACT_INVALID',
      message: /public method/,
    });
  }
  assert.throws(() => decorate({}, 'überprüfen', { value: run }), { message: /action name.*got "überprüfen"/ });
});

test('a compiler that gives standard decorators no metadata is served by a mark on the method', () => {
  const Marked = { prototype: { sync: run } };
  const decorate = Action('sync-all') as (run: object, context: object) => void;
  decorate(run, { kind: 'method', name: 'sync', static: false, private: false });
  assert.deepEqual(actionsOf(Marked).actions, [{ name: 'sync_all', method: 'sync' }]);
});
