/** All but the characters of XML 1.0, https://www.w3.org/TR/xml/#charsets: control characters and halves of surrogate pairs. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const SPECIAL = /[&<>"'\r]/g;

/** Takes out what no XML may hold. */
export function legal(text: string): string {
  return text.replace(ILLEGAL, '');
}

/** Text for content and attributes; a carriage return would be read back as a line feed without being written as a number. */
export function escapeXml(text: string): string {
  return legal(text).replace(SPECIAL, (char) => `&#${char.charCodeAt(0)};`);
}

export function head({ title, link, description }: { title: string; link: string; description: string }): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n' +
    `<title>${escapeXml(title)}</title>\n<link>${escapeXml(link)}</link>\n<description>${escapeXml(description)}</description>\n`
  );
}

export const TAIL = '</channel>\n</rss>\n';

export function itemXml(values: ReadonlyArray<readonly [attribute: string, value: string]>): string {
  return `<item>${values.map(([name, value]) => `<g:${name}>${escapeXml(value)}</g:${name}>`).join('')}</item>\n`;
}
