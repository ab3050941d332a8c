import type { DataSource } from 'typeorm';
import type { Product } from './product-row.js';

export interface WriteCounts {
  created: number;
  updated: number;
}

/** Inserts or updates products by article number, in one statement; plain SQL, since a query builder doubles the memory. */
export async function writeProducts(database: DataSource, products: readonly Product[]): Promise<WriteCounts> {
  const known = await knownSkus(
    database,
    products.map(({ sku }) => sku),
  );
  const values = `INSERT INTO products (sku, name, price, stock) VALUES ${tuples(database, products.length, 4)}`;
  const update = isMySql(database)
    ? 'ON DUPLICATE KEY UPDATE name = VALUES(name), price = VALUES(price), stock = VALUES(stock)'
    : 'ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price = excluded.price, stock = excluded.stock';
  await database.query(
    `${values} ${update}`,
    products.flatMap(({ sku, name, price, stock }) => [sku, name, price, stock]),
  );
  return { created: products.length - known.size, updated: known.size };
}

/** Which of these article numbers the table has. */
export async function knownSkus(database: DataSource, skus: readonly string[]): Promise<Set<string>> {
  const rows: Array<{ sku: string }> = await database.query(
    `SELECT sku FROM products WHERE sku IN ${tuples(database, 1, skus.length)}`,
    [...skus],
  );
  return new Set(rows.map(({ sku }) => sku));
}

/** Sets the stock of known articles, in one statement. */
export async function writeStock(database: DataSource, stocks: ReadonlyMap<string, number>): Promise<void> {
  const entries = [...stocks];
  const place = placeholders(database);
  const cases = entries.map(([, stock]) => `WHEN ${place()} THEN ${stock}`).join(' '); // a checked whole number
  const skus = entries.map(([sku]) => sku);
  const known = skus.map(() => place()).join(', ');
  await database.query(`UPDATE products SET stock = CASE sku ${cases} ELSE stock END WHERE sku IN (${known})`, [
    ...skus,
    ...skus,
  ]);
}

/** `(?, ?), (?, ?)` in the words of the database. */
function tuples(database: DataSource, count: number, width: number): string {
  const place = placeholders(database);
  const tuple = (): string => `(${Array.from({ length: width }, place).join(', ')})`;
  return Array.from({ length: count }, tuple).join(', ');
}

/** Gives the next placeholder of a statement, in the words of the database. */
export function placeholders({ options }: DataSource): () => string {
  let last = 0;
  return options.type === 'postgres' ? () => `$${++last}` : () => '?';
}

function isMySql({ options }: DataSource): boolean {
  return options.type === 'mysql' || options.type === 'mariadb';
}
