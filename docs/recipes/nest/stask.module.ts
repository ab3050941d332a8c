import {
  Inject,
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Type,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { createStask, type RunnerOptions, type Stask, type StaskOptions } from 'stask';
import type { TaskInterface } from 'stask/worker';

/** Injection token of the host: `constructor(@Inject(STASK) private readonly stask: Stask) {}`. */
export const STASK = Symbol('stask');
const OPTIONS = Symbol('stask options');

export interface StaskModuleOptions extends Omit<StaskOptions, 'instantiate'> {
  /** Workers of the app; list them as providers too, so that Nest injects what they need. */
  workers?: ReadonlyArray<Type<TaskInterface>>;
  /** Execute tasks in this process while the app is up. Without it, `stask work` does. */
  work?: RunnerOptions;
}

export interface StaskModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  inject?: FactoryProvider['inject'];
  useFactory: (...dependencies: never[]) => StaskModuleOptions | Promise<StaskModuleOptions>;
}

@Module({})
export class StaskModule implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stask: Stask;
  readonly #options: StaskModuleOptions;

  constructor(@Inject(STASK) stask: Stask, @Inject(OPTIONS) options: StaskModuleOptions) {
    this.#stask = stask;
    this.#options = options;
  }

  static forRoot(options: StaskModuleOptions = {}): DynamicModule {
    return this.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ imports = [], inject = [], useFactory }: StaskModuleAsyncOptions): DynamicModule {
    const host: FactoryProvider<Stask> = {
      provide: STASK,
      inject: [OPTIONS, ModuleRef],
      useFactory: ({ workers: _workers, work: _work, ...options }: StaskModuleOptions, modules: ModuleRef) =>
        createStask({ ...options, instantiate: (Class) => resolve(modules, Class) }),
    };
    return {
      module: StaskModule,
      global: true,
      imports,
      providers: [{ provide: OPTIONS, inject, useFactory: useFactory as FactoryProvider['useFactory'] }, host],
      exports: [STASK],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const Class of this.#options.workers ?? []) {
      for (const { identifier } of await this.#stask.registerWorker(Class))
        await this.#stask.activateWorker(identifier);
    }
    if (this.#options.work !== undefined) this.#stask.work(this.#options.work);
  }

  /** `app.close()`, and with `app.enableShutdownHooks()` also SIGTERM. */
  async onApplicationShutdown(): Promise<void> {
    await this.#stask.close();
  }
}

/** The provider of the app when there is one; a worker of a package is made by Nest without being a provider. */
function resolve(modules: ModuleRef, Class: Type<TaskInterface>): TaskInterface | Promise<TaskInterface> {
  try {
    return modules.get(Class, { strict: false });
  } catch {
    return modules.create(Class); // not a provider of any module
  }
}
