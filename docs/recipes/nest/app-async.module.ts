import { Injectable, Module } from '@nestjs/common';
import { PriceController, Prices, PriceWorker } from './app.module.js';
import { StaskModule, type StaskModuleOptions } from './stask.module.js';

/** What the app knows of its surroundings; `ConfigService` of `@nestjs/config` does as well. */
@Injectable()
export class Surroundings {
  readonly storagePath = process.env['SHOP_STORAGE'] ?? 'storage/shop';
}

// oxlint-disable-next-line typescript/no-extraneous-class -- a Nest module is a class
@Module({ providers: [Surroundings], exports: [Surroundings] })
export class SurroundingsModule {}

// oxlint-disable-next-line typescript/no-extraneous-class -- a Nest module is a class
@Module({
  imports: [
    StaskModule.forRootAsync({
      imports: [SurroundingsModule],
      inject: [Surroundings],
      useFactory: ({ storagePath }: Surroundings): StaskModuleOptions => ({
        storagePath,
        workers: [PriceWorker],
        work: { concurrency: 2 },
      }),
    }),
  ],
  controllers: [PriceController],
  providers: [Prices, PriceWorker],
})
export class AppAsyncModule {}
