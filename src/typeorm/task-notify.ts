import type { Client } from 'pg';
import type { Database } from './database.js';

const CHANNEL = 'stask_tasks';
const CONNECT_TIMEOUT_MS = 5_000;
const GOODBYE_MS = 1_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Tells others that tasks are ready, as an expression; its parameter is the sender, who does not have to be told. */
export const NOTIFYING = `pg_notify('${CHANNEL}', ?)`;

export const canNotify = ({ dialect }: Database): boolean => dialect.name === 'postgres';

/** Tells others that tasks are ready where the database can; the sender does not have to be told. */
export async function notifyTasks(database: Database, sender: string): Promise<void> {
  if (canNotify(database)) await database.query(`SELECT ${NOTIFYING}`, [sender]);
}

/** Says goodbye; a server that does not answer is not waited for, as the connection may be dead without knowing. */
async function leave(client: Client): Promise<void> {
  const timer = setTimeout(() => client.connection.stream.destroy(), GOODBYE_MS);
  await client.end().catch(() => undefined); // nothing is waiting for its answer
  clearTimeout(timer);
}

/** How to reach the database once more, from the DataSource's own options; undefined when they do not say. */
function connectionOf(database: Database): object | undefined {
  const {
    url,
    host,
    port,
    username,
    password,
    database: name,
    ssl,
  } = database.dataSource.options as Readonly<Record<string, unknown>>;
  if (typeof url === 'string') return { connectionString: url, ...(ssl !== undefined && { ssl }) };
  if (typeof host !== 'string') return undefined;
  return { host, port, user: username, password, database: name, ssl };
}

/** True when {@link listenForTasks} can open a connection of its own. */
export const canListen = (database: Database): boolean => canNotify(database) && connectionOf(database) !== undefined;

/**
 * Calls `wake` on every notification of others, over a connection of its own that is opened again when it is lost.
 * Polling goes on beside it, so a lost notification costs one poll interval and nothing else.
 */
export async function listenForTasks(
  database: Database,
  own: string,
  wake: () => void,
): Promise<{ close(): Promise<void> }> {
  const { default: pg } = await import('pg');
  let closed = false;
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = FIRST_PAUSE_MS;

  async function connect(): Promise<void> {
    const opened = new pg.Client({
      ...connectionOf(database),
      application_name: 'stask listen',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    opened.on('notification', ({ payload }) => {
      if (payload !== own) wake(); // our own runners know already, and another claim would only be in their way
    });
    opened.on('error', () => lose(opened)); // it is opened again; until then polling serves
    opened.on('end', () => lose(opened));
    client = opened;
    try {
      await opened.connect();
      await opened.query(`LISTEN ${CHANNEL}`);
      pauseMs = FIRST_PAUSE_MS;
    } catch {
      lose(opened); // the same as a lost connection: try again later
    }
  }

  function lose(lost: Client): void {
    if (closed || client !== lost) return;
    client = undefined;
    void leave(lost);
    timer = setTimeout(() => void connect(), pauseMs);
    timer.unref();
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }

  await connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      if (client !== undefined) await leave(client);
    },
  };
}
