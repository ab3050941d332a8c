import type { Product } from './product-row.js';
import type { WriteCounts } from './write-products.js';

/** Writes a batch; what it returns is added to the counts. */
export type WriteBatch = (products: readonly Product[]) => Promise<WriteCounts>;

/** Products on their way to the table, one of each article number: the later row wins, as it does across batches. */
export class ProductBatch {
  readonly #write: WriteBatch;
  readonly #products = new Map<string, Product>();
  #replaced = 0;
  readonly counts: WriteCounts = { created: 0, updated: 0 };

  constructor(write: WriteBatch) {
    this.#write = write;
  }

  get size(): number {
    return this.#products.size;
  }

  add(product: Product): void {
    if (this.#products.has(product.sku)) this.#replaced++;
    this.#products.set(product.sku, product);
  }

  async flush(): Promise<void> {
    if (this.#products.size === 0) return;
    const { created, updated } = await this.#write([...this.#products.values()]);
    this.counts.created += created;
    this.counts.updated += updated + (created + updated > 0 ? this.#replaced : 0);
    this.#products.clear();
    this.#replaced = 0;
  }
}
