import { legal } from './xml.js';
import type { FeedSettings } from './settings.js';

/** A product as its source gives it: texts by column name in lower case. */
export type ProductRecord = ReadonlyMap<string, string>;

/** Other names under which a source may have an attribute. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  id: ['sku'],
  title: ['name'],
  link: ['url'],
  image_link: ['image'],
  availability: ['stock'],
};

const IS_ADDRESS = /link$/;

/** How an attribute is read from a record: by the settings, else from the column of its name. */
export function createMapping({ columns, values }: FeedSettings): (record: ProductRecord, attribute: string) => string {
  return (record, attribute) => {
    const fixed = values[attribute];
    if (fixed !== undefined) return clean(fillIn(fixed, record, IS_ADDRESS.test(attribute)));
    const names = [
      columns[attribute] ?? attribute,
      ...(columns[attribute] === undefined ? (ALIASES[attribute] ?? []) : []),
    ];
    const found = names.map((name) => clean(record.get(name.trim().toLowerCase()) ?? '')).find((value) => value !== '');
    return found ?? '';
  };
}

/** In an address the value of a column is one part of it. */
function fillIn(pattern: string, record: ProductRecord, isAddress: boolean): string {
  return pattern.replace(/\{([^{}]+)\}/g, (_whole, name: string) => {
    const value = legal(record.get(name.trim().toLowerCase()) ?? '');
    return isAddress ? encodeURIComponent(value) : value;
  });
}

function clean(text: string): string {
  return legal(text).trim();
}
