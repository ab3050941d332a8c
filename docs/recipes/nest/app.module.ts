import { Controller, Get, Inject, Injectable, Module, Param, Post } from '@nestjs/common';
import type { Stask, Task } from 'stask';
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

@Controller('prices')
export class PriceController {
  constructor(@Inject(STASK) private readonly stask: Stask) {}

  @Post(':sku')
  show(@Param('sku') sku: string): Promise<Task> {
    return this.stask.create({ identifier: 'price', action: 'show', data: { sku } });
  }

  @Get('tasks/:id')
  task(@Param('id') id: string): Promise<Task> {
    return this.stask.getTask(id);
  }
}

// oxlint-disable-next-line typescript/no-extraneous-class -- a Nest module is a class
@Module({
  imports: [StaskModule.forRoot({ workers: [PriceWorker], work: { concurrency: 2 } })],
  controllers: [PriceController],
  providers: [Prices, PriceWorker],
})
export class AppModule {}
