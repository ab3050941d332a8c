/** What is wrong with a value, or the value as it goes into the feed. */
export type CheckedValue = { readonly value: string; readonly shortened?: true } | { readonly problem: string };

type Check = (value: string, currency: string) => CheckedValue;

interface Attribute {
  readonly required?: true;
  readonly check: Check;
}

/** Text of at most this many characters; Google cuts longer titles and descriptions itself, so those are cut here. */
const text =
  (most: number, isCut = false): Check =>
  (value) => {
    const characters = value.length <= most ? [] : Array.from(value);
    if (characters.length <= most) return { value };
    if (isCut) return { value: characters.slice(0, most).join('').trimEnd(), shortened: true };
    return { problem: `has ${characters.length} characters, the most is ${most}` };
  };

const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) => {
    const word = value.toLowerCase().replaceAll(/[\s-]+/g, '_');
    return allowed.includes(word) ? { value: word } : { problem: `must be one of ${allowed.join(', ')}` };
  };

const address: Check = (value) => {
  if (value.length > 2000) return { problem: 'has more than 2000 characters' };
  try {
    const { protocol, href, username } = new URL(value);
    if (/^https?:$/.test(protocol) && username === '') return { value: href };
  } catch {
    // said below
  }
  return { problem: 'must be an http or https address' };
};

const price: Check = (value, currency) => {
  const [, amount = '', cents = '', own = ''] = /^(\d{1,10})(?:[.,](\d{1,2}))?(?:\s*([A-Z]{3}))?$/.exec(value) ?? [];
  if (amount === '')
    return { problem: 'must be a number with at most 2 decimals, and a currency such as EUR after it' };
  if (Number(`${amount}.${cents || 0}`) === 0) return { problem: 'must be more than 0' };
  return { value: `${Number(amount)}.${cents.padEnd(2, '0')} ${own || currency}` };
};

/** A number of pieces in stock says it too. */
const availability: Check = (value, currency) => {
  if (/^-?\d+(\.\d+)?$/.test(value)) return { value: Number(value) > 0 ? 'in_stock' : 'out_of_stock' };
  return oneOf('in_stock', 'out_of_stock', 'preorder', 'backorder')(value, currency);
};

const gtin: Check = (value) => {
  const digits = value.replaceAll(/[\s-]/g, '');
  if (!/^(\d{8}|\d{12,14})$/.test(digits)) return { problem: 'must have 8, 12, 13 or 14 digits' };
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0 ? { value: digits } : { problem: 'has a wrong check digit' };
};

const date: Check = (value) =>
  /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) && !Number.isNaN(Date.parse(value))
    ? { value }
    : { problem: 'must be an ISO 8601 date' };

/**
 * Attributes of an item, with the limits of the product data specification of Google Merchant Center
 * (https://support.google.com/merchants/answer/7052112), in the order in which they are written.
 */
const SPECIFICATION: Readonly<Record<string, Attribute>> = {
  id: { required: true, check: text(50) },
  title: { required: true, check: text(150, true) },
  description: { required: true, check: text(5000, true) },
  link: { required: true, check: address },
  image_link: { required: true, check: address },
  availability: { required: true, check: availability },
  availability_date: { check: date },
  price: { required: true, check: price },
  sale_price: { check: price },
  brand: { check: text(70) },
  gtin: { check: gtin },
  mpn: { check: text(70) },
  identifier_exists: { check: oneOf('yes', 'no') },
  condition: { check: oneOf('new', 'refurbished', 'used') },
  google_product_category: { check: text(750) },
  product_type: { check: text(750) },
  item_group_id: { check: text(50) },
  color: { check: text(100) },
  size: { check: text(100) },
  material: { check: text(200) },
  gender: { check: oneOf('male', 'female', 'unisex') },
  age_group: { check: oneOf('newborn', 'infant', 'toddler', 'kids', 'adult') },
  shipping_weight: { check: text(50) },
  custom_label_0: { check: text(100) },
  custom_label_1: { check: text(100) },
  custom_label_2: { check: text(100) },
  custom_label_3: { check: text(100) },
  custom_label_4: { check: text(100) },
};

export const ATTRIBUTES: readonly string[] = Object.keys(SPECIFICATION);

/** An item of the feed, or why there is none. */
export type CheckedItem =
  | { readonly values: ReadonlyArray<readonly [attribute: string, value: string]>; readonly shortened: boolean }
  | { readonly problems: readonly string[] };

/** Checks the values of one product, `''` for what it does not have. */
export function checkItem(valueOf: (attribute: string) => string, currency: string): CheckedItem {
  const values: Array<readonly [string, string]> = [];
  const problems: string[] = [];
  let shortened = false;
  for (const [name, { required, check }] of Object.entries(SPECIFICATION)) {
    const given = valueOf(name);
    if (given === '') {
      if (required) problems.push(`${name} is missing`);
      continue;
    }
    const checked = check(given, currency);
    if ('problem' in checked) problems.push(`${name} ${checked.problem}, got ${JSON.stringify(given.slice(0, 60))}`);
    else values.push([name, checked.value]);
    if ('shortened' in checked) shortened = true;
  }
  const available = values.find(([name]) => name === 'availability')?.[1] ?? '';
  if (/^(preorder|backorder)$/.test(available) && !values.some(([name]) => name === 'availability_date'))
    problems.push(`availability_date is missing, which ${available} needs`);
  return problems.length > 0 ? { problems } : { values, shortened };
}
