/** A product as the table holds it, without its id. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  /** Decimal text with two digits after the point, so that no cent is lost to rounding. */
  readonly price: string;
  readonly stock: number;
}

export type ProductField = keyof Product;

export const PRODUCT_FIELDS: readonly ProductField[] = ['sku', 'name', 'price', 'stock'];

export type CheckedProduct = { readonly product: Product } | { readonly problems: readonly string[] };

const MAX_STOCK = 2_147_483_647;

/** Turns the texts of one CSV row into a product, or says what is wrong with each of them. */
export function checkProduct(text: Readonly<Record<ProductField, string>>): CheckedProduct {
  const problems: string[] = [];
  const product = {
    sku: checkText('sku', text.sku, 64, problems),
    name: checkText('name', text.name, 255, problems),
    price: checkPrice(text.price, problems),
    stock: checkStock(text.stock, problems),
  };
  return problems.length > 0 ? { problems } : { product };
}

/** A stock level from CSV text or from JSON. */
export function checkStock(value: unknown, problems: string[]): number {
  const stock = typeof value === 'string' ? wholeNumber(value.trim()) : value;
  if (typeof stock === 'number' && Number.isInteger(stock) && stock >= 0 && stock <= MAX_STOCK) return stock;
  problems.push(`stock must be a whole number from 0 to ${MAX_STOCK}, got ${shown(value)}`);
  return 0;
}

/** A required text; what a spreadsheet guard put in front of a formula sign is taken off again. */
export function checkText(field: ProductField, value: unknown, maxLength: number, problems: string[]): string {
  if (typeof value !== 'string' || value.trim() === '') {
    problems.push(`${field} is empty`);
    return '';
  }
  const text = value.trim().replace(/^'(?=[=+\-@\t\r])/, '');
  if (text.length > maxLength) problems.push(`${field} has ${text.length} characters, the most is ${maxLength}`);
  if (text.includes('\uFFFD'))
    problems.push(
      `${field} is not text in the file's encoding; save it as UTF-8, or give the option "encoding", such as windows-1252`,
    );
  if (text.includes('\0')) problems.push(`${field} contains a zero byte`);
  return text;
}

function checkPrice(value: string, problems: string[]): string {
  const match = /^(\d{1,10})(?:[.,](\d{1,2}))?$/.exec(value.trim());
  if (match === null) {
    problems.push(`price must be a number from 0 with at most 2 decimals, got ${shown(value)}`);
    return '0.00';
  }
  return `${Number(match[1])}.${(match[2] ?? '').padEnd(2, '0')}`;
}

function wholeNumber(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
