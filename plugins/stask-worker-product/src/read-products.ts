import type { DataSource } from 'typeorm';
import type { Product } from './product-row.js';
import { placeholders } from './write-products.js';

export interface ProductPage {
  readonly products: ReadonlyArray<Product & { readonly id: number }>;
  /** Products there were to read when the first page was. */
  readonly total: number;
}

/** Products by id, one page in memory at a time, the last one perhaps empty; plain rows, since entities double the memory. */
export async function* readProductPages(
  database: DataSource,
  inStock: boolean | undefined,
  pageSize: number,
): AsyncGenerator<ProductPage> {
  const wanted = inStock === undefined ? '1 = 1' : inStock ? 'stock > 0' : 'stock = 0';
  const total = await count(database, wanted);
  const after = placeholders(database)();
  const sql = `SELECT id, sku, name, price, stock FROM products WHERE id > ${after} AND ${wanted} ORDER BY id LIMIT ${pageSize}`;
  let lastId: number | undefined = 0;
  while (lastId !== undefined) {
    const products: ProductPage['products'] = await database.query(sql, [lastId]);
    yield { products, total };
    lastId = products.length < pageSize ? undefined : products.at(-1)?.id;
  }
}

async function count(database: DataSource, wanted: string): Promise<number> {
  const [row] = await database.query<Array<{ total: unknown }>>(
    `SELECT COUNT(*) AS total FROM products WHERE ${wanted}`,
  );
  return Number(row?.total);
}
