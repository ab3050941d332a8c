import { createHook } from 'node:async_hooks';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Asynchronous work of the language itself, which reaches nothing outside. */
const HARMLESS = new Set(['PROMISE', 'Microtask', 'TickObject']);

/**
 * What input and output `construct` starts: names of synchronous `fs` functions it calls and of asynchronous
 * resources it makes, such as `TCPWRAP` or `Timeout`.
 */
export function watchConstruction(construct: () => unknown): string[] {
  const seen = new Set<string>();
  const restore = watchFiles((name) => seen.add(`fs.${name}`));
  const hook = createHook({
    init(_id, type) {
      if (!HARMLESS.has(type)) seen.add(type);
    },
  }).enable();
  try {
    construct();
  } finally {
    hook.disable();
    restore();
  }
  return [...seen];
}

type Call = (...args: unknown[]) => unknown;

function watchFiles(onCall: (name: string) => void): () => void {
  const functions = fs as unknown as Record<string, Call>;
  const names = Object.keys(functions).filter((name) => name.endsWith('Sync') && typeof functions[name] === 'function');
  const originals = names.map((name) => [name, functions[name]!] as const);
  for (const [name, original] of originals) {
    functions[name] = function watched(this: unknown, ...args) {
      onCall(name);
      return Reflect.apply(original, this, args);
    };
  }
  syncBuiltinESMExports();
  return () => {
    for (const [name, original] of originals) functions[name] = original;
    syncBuiltinESMExports();
  };
}
