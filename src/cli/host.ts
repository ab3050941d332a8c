import type { Stask, StaskOptions } from '../index.js';
import type { Cli } from './command.js';

type Facade = typeof import('../index.js');

/** Loaded when a command needs it: TypeORM and the drivers take longer to load than most commands take to run. */
export async function loadFacade(): Promise<Facade> {
  return import('../index.js');
}

/** The host that this command line names. */
export function hostOptions({ common }: Cli): StaskOptions {
  const { cwd, database, storage } = common;
  return {
    cwd,
    ...(database === undefined ? {} : { database }),
    ...(storage === undefined ? {} : { storagePath: storage }),
  };
}

/**
 * Opens the host of this command line, and closes it whatever happens. Only `stask work` registers workers by itself;
 * every other command shows the registry as it is.
 */
export async function withHost<T>(cli: Cli, use: (host: Stask) => Promise<T>, more: StaskOptions = {}): Promise<T> {
  const { createStask } = await loadFacade();
  const host = await createStask({ ...hostOptions(cli), autoDiscover: false, ...more });
  try {
    return await use(host);
  } finally {
    await host.close();
  }
}
