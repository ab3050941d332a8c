import { Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';
import type { Stask, StaskOptions, Task } from 'stask';
import { BaseWorker, type TaskContext } from 'stask/worker';
import { STASK, StaskModule } from './stask.module.js';

@Injectable()
export class Prices {
  of(sku: string): number {
    return sku.length * 10;
  }
}

/** Nest injects what the worker needs. The constructor only keeps it: sTask makes an instance to read the names. */
@Injectable()
export class PriceWorker extends BaseWorker {
  constructor(private readonly prices: Prices) {
    super();
  }

  identifier(): string {
    return 'price';
  }

  taskShow(_task: TaskContext, { sku }: { sku: string }): number {
    return this.prices.of(sku);
  }
}

@Injectable()
export class PriceService {
  constructor(@Inject(STASK) private readonly stask: Stask) {}

  show(sku: string): Promise<Task> {
    return this.stask.create({ identifier: 'price', action: 'show', data: { sku } });
  }
}

// oxlint-disable-next-line typescript/no-extraneous-class -- a Nest module is a class
@Module({})
export class AppModule {
  /** In an app: `@Module({ imports: [StaskModule.forRoot({ … })], providers: [Prices, PriceWorker, PriceService] })`. */
  static with(options: StaskOptions): DynamicModule {
    const workers = [PriceWorker];
    return {
      module: AppModule,
      imports: [StaskModule.forRootAsync({ useFactory: () => ({ ...options, workers }) })],
      providers: [Prices, PriceWorker, PriceService],
    };
  }
}
