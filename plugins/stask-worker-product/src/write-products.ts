import { In, type DataSource } from 'typeorm';
import type { ProductEntity } from './product-table.js';
import type { Product } from './product-row.js';

export interface WriteCounts {
  created: number;
  updated: number;
}

/** Inserts or updates products by article number, in one statement. */
export async function writeProducts(database: DataSource, products: readonly Product[]): Promise<WriteCounts> {
  const known = await knownSkus(
    database,
    products.map(({ sku }) => sku),
  );
  await database
    .createQueryBuilder()
    .insert()
    .into<ProductEntity>('Product')
    .values([...products])
    .orUpdate(['name', 'price', 'stock'], ['sku'])
    .updateEntity(false)
    .execute();
  return { created: products.length - known.size, updated: known.size };
}

/** Which of these article numbers the table has. */
export async function knownSkus(database: DataSource, skus: readonly string[]): Promise<Set<string>> {
  const rows = await database
    .getRepository<ProductEntity>('Product')
    .createQueryBuilder('product')
    .select('product.sku', 'sku')
    .where({ sku: In([...skus]) })
    .getRawMany<{ sku: string }>();
  return new Set(rows.map(({ sku }) => sku));
}

/** Sets the stock of known articles, in one statement. */
export async function writeStock(database: DataSource, stocks: ReadonlyMap<string, number>): Promise<void> {
  const entries = [...stocks];
  const cases = entries.map(([, stock], index) => `WHEN :sku${index} THEN ${stock}`).join(' '); // a checked whole number
  await database
    .createQueryBuilder()
    .update<ProductEntity>('Product')
    .set({ stock: () => `CASE sku ${cases} ELSE stock END` })
    .where({ sku: In(entries.map(([sku]) => sku)) })
    .setParameters(Object.fromEntries(entries.map(([sku], index) => [`sku${index}`, sku])))
    .execute();
}
