/** One product of the shop in these examples. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: number;
  readonly stock: number;
}

/** The shop's products. A real shop has a table; the workers below would not look different. */
export class Catalog {
  readonly #products = new Map<string, Product>();

  save(product: Product): void {
    this.#products.set(product.sku, product);
  }

  setStock(sku: string, stock: number): boolean {
    const product = this.#products.get(sku);
    if (product !== undefined) this.save({ ...product, stock });
    return product !== undefined;
  }

  count(): number {
    return this.#products.size;
  }

  /** Up to `size` products after this SKU, in order of the SKU. */
  page(afterSku: string, size: number): Product[] {
    const skus = [...this.#products.keys()].filter((sku) => sku > afterSku).toSorted();
    return skus.slice(0, size).map((sku) => this.#products.get(sku)!);
  }

  clear(): void {
    this.#products.clear();
  }
}

export const catalog = new Catalog();
