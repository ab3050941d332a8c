import { openRaw, runRaw } from '../raw-driver.mjs';

export async function open({ kind, url }) {
  const raw = await openRaw(kind, url);
  return { drain: () => runRaw(kind, raw), close: () => raw.close() };
}
