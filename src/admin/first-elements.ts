/**
 * The first elements of a JSON array, of which the text may hold only the beginning; undefined when it is no array or
 * an element is broken.
 */
export function firstElements(text: string, count: number): unknown[] | undefined {
  if (!/^\s*\[/.test(text)) return undefined;
  const pieces: string[] = [];
  let depth = 0;
  let inString = false;
  let start = 0;
  for (let at = text.indexOf('['); at < text.length && pieces.length < count; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') {
      if (++depth === 1) start = at + 1;
    } else if (character === ']' || character === '}' || (character === ',' && depth === 1)) {
      if (depth === 1) {
        pieces.push(text.slice(start, at));
        start = at + 1;
      }
      if (character !== ',' && --depth === 0) break;
    }
  }
  if (pieces.length === 1 && pieces[0]?.trim() === '') return []; // `[]`
  try {
    return pieces.map((piece) => JSON.parse(piece) as unknown);
  } catch {
    return undefined;
  }
}
