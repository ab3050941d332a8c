import { SaxesParser } from 'saxes';

/** Items of a feed by attribute, read by a strict XML parser with namespaces. */
export function readFeed(xml: string): Array<Record<string, string>> {
  const items: Array<Record<string, string>> = [];
  const parser = new SaxesParser({ xmlns: true });
  let item: Record<string, string> | undefined;
  let text = '';
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ local }) => {
    text = '';
    if (local === 'item') item = {};
  });
  parser.on('text', (part) => (text += part));
  parser.on('closetag', ({ local, uri }) => {
    if (local === 'item' && item !== undefined) items.push(item);
    if (local === 'item') item = undefined;
    else if (item !== undefined && uri === 'http://base.google.com/ns/1.0') item[local] = text;
    text = '';
  });
  parser.write(xml).close();
  return items;
}
