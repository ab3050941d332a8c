import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What runner processes write down; each line is one O_APPEND write, so that a kill loses none and mixes none. */
export type FaultRecord =
  | { readonly kind: 'claimed' | 'run'; readonly id: number; readonly fence: number; readonly pid: number }
  | { readonly kind: 'refused'; readonly id: number; readonly pid: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly id: number; readonly pid: number; readonly message: string }
  | { readonly kind: 'trouble'; readonly pid: number; readonly doing: string; readonly error: string };

export interface RecordFile {
  write(record: FaultRecord): void;
  close(): void;
}

export function appendRecords(path: string): RecordFile {
  const file = openSync(path, 'a');
  return {
    write: (record) => void writeSync(file, `${JSON.stringify(record)}\n`),
    close: () => closeSync(file),
  };
}

export function readRecords(path: string): FaultRecord[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as FaultRecord);
}
