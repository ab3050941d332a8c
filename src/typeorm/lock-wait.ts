import type { Pool } from 'mysql2';

/** How long a statement waits for a lock that somebody else holds; a server left to itself waits up to a day. */
const LOCK_WAIT_S = 10;

interface Connection {
  query(sql: string): unknown;
}

/** For the `onConnect` of a pool of pg. */
export async function limitPostgresLockWait(connection: Connection): Promise<void> {
  await connection.query(`SET lock_timeout = '${LOCK_WAIT_S}s'`);
}

interface MysqlDriver<Options> {
  createPool(options: Options): Pool;
}

/** mysql2 with pools whose connections do not wait longer for a lock: neither for one of a row nor for one of a table. */
export function withMysqlLockWait<Options, Driver extends MysqlDriver<Options>>(driver: Driver): Driver {
  const createPool = (options: Options): Pool =>
    driver.createPool(options).on('connection', (connection) => void connection.query(MYSQL_LIMIT, ignoreAnswer));
  return Object.assign(Object.create(driver) as Driver, { createPool });
}

const MYSQL_LIMIT = `SET SESSION innodb_lock_wait_timeout = ${LOCK_WAIT_S}, lock_wait_timeout = ${LOCK_WAIT_S}`;

/** What is wrong with a connection shows at its next statement. */
function ignoreAnswer(): void {}
