import { retryLater } from 'stask/worker';
import { findColumns } from './csv-columns.js';
import { openInput, type Places } from './files.js';
import { inputError } from './input-error.js';
import { guessDelimiter, readRecords } from './read-records.js';
import type { ProductSettings } from './settings.js';

/** A stock level as the source gives it, not checked yet; `from` says where, for messages. */
export interface StockItem {
  readonly from: string;
  readonly sku: unknown;
  readonly stock: unknown;
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Stock levels from a CSV file with the columns sku and stock. */
export async function* stockFromFile(file: string, places: Places, signal: AbortSignal): AsyncGenerator<StockItem> {
  const input = await openInput(file, places);
  const records = readRecords(input, guessDelimiter(input.start), signal);
  const columns = findColumns((await records.next()).value?.cells ?? [], ['sku', 'stock']);
  for await (const { line, cells } of records) {
    yield { from: `line ${line}`, sku: cells[columns.sku], stock: cells[columns.stock] };
  }
}

/** Stock levels from the address in the settings: a JSON list of `{ sku, stock }` (or `quantity`). */
export async function* stockFromApi(settings: ProductSettings, signal: AbortSignal): AsyncGenerator<StockItem> {
  const items = parseList(await fetchText(settings, signal), settings.stockUrl);
  for (const [index, item] of items.entries()) {
    const { sku, stock, quantity } = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
    yield { from: `item ${index + 1}`, sku, stock: stock ?? quantity };
  }
}

async function fetchText(
  { stockUrl, stockToken, stockTimeoutMs }: ProductSettings,
  signal: AbortSignal,
): Promise<string> {
  if (!/^https?:\/\//.test(stockUrl)) {
    throw inputError('Set where stock comes from: `stask settings product --set stock.url=https://HOST/PATH`.');
  }
  const response = await fetch(stockUrl, {
    headers: { accept: 'application/json', ...(stockToken === '' ? {} : { authorization: `Bearer ${stockToken}` }) },
    signal: AbortSignal.any([signal, AbortSignal.timeout(stockTimeoutMs)]),
  });
  if (response.status === 429) throw retryLater(waitMs(response.headers.get('retry-after')));
  if (response.status >= 500) throw new Error(`The stock service answered ${response.status}.`);
  if (!response.ok) throw inputError(`The stock service answered ${response.status}; check stock.url and stock.token.`);
  return readAnswer(response);
}

async function readAnswer(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) throw inputError(`The stock service sent more than ${MAX_ANSWER_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseList(text: string, url: string): unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list;
  } catch (cause) {
    throw inputError(`The answer of ${url} is not JSON.`, { cause });
  }
  throw inputError(`The answer of ${url} is no JSON list.`);
}

/** Seconds of a Retry-After header as milliseconds, at least a second; a minute when it is a date or absent. */
function waitMs(retryAfter: string | null): number {
  return /^\d{1,6}$/.test(retryAfter ?? '') ? Math.max(1, Number(retryAfter)) * 1000 : 60_000;
}
