import { EntitySchema, Table, type DataSource } from 'typeorm';
import { inputError } from './input-error.js';
import { PRODUCT_FIELDS, type Product } from './product-row.js';

export interface ProductEntity extends Product {
  readonly id: number;
}

export type Dialect = 'better-sqlite3' | 'mysql' | 'postgres';

/** The products table; on MySQL article numbers compare exactly, as they do elsewhere. */
export function productSchema(dialect: Dialect): EntitySchema<ProductEntity> {
  const exact = dialect === 'mysql' ? { charset: 'utf8mb4', collation: 'utf8mb4_bin' } : {};
  const text = dialect === 'mysql' ? { charset: 'utf8mb4' } : {};
  return new EntitySchema<ProductEntity>({
    name: 'Product',
    tableName: 'products',
    columns: {
      id: { type: 'integer', primary: true, generated: 'increment' },
      sku: { type: 'varchar', length: 64, ...exact },
      name: { type: 'varchar', length: 255, ...text },
      price: { type: 'decimal', precision: 12, scale: 2 },
      stock: { type: 'integer' },
    },
    indices: [{ name: 'products_sku', columns: ['sku'], unique: true }],
  });
}

/**
 * Makes the products table unless it is there; a table that is there is used as it is and never changed.
 * @throws a non-retryable error when that table is another one
 */
export async function makeProductsTable(database: DataSource): Promise<void> {
  const runner = database.createQueryRunner();
  try {
    const existing = await runner.getTable('products');
    if (existing === undefined) return await createTable(database);
    const missing = ['id', ...PRODUCT_FIELDS].filter((field) => existing.findColumnByName(field) === undefined);
    if (missing.length > 0) {
      throw inputError(
        `The database has a table "products" that lacks ${missing.join(', ')}. Give another database in the setting "database".`,
      );
    }
  } finally {
    await runner.release();
  }
}

async function createTable(database: DataSource): Promise<void> {
  const table = Table.create(database.getMetadata('Product'), database.driver);
  const runner = database.createQueryRunner();
  try {
    await runner.createTable(table, true);
  } catch (error) {
    if (!(await runner.hasTable('products'))) throw error; // else another run made it at the same moment
  } finally {
    await runner.release();
  }
}
