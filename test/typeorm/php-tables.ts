import type { Database } from '#src/typeorm/database.js';
import type { DatabaseKind } from '../helpers/databases.js';

const MYSQL_TABLES = [
  `CREATE TABLE s_workers (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, uuid char(36) NULL, identifier varchar(255) NOT NULL,
    scope varchar(255) NOT NULL DEFAULT '', class varchar(255) NOT NULL, active tinyint(1) NOT NULL DEFAULT 0,
    position int unsigned NOT NULL DEFAULT 0, settings json NOT NULL DEFAULT (JSON_ARRAY()),
    hidden int unsigned NOT NULL DEFAULT 0, created_at timestamp NULL, updated_at timestamp NULL,
    owner varchar(50) NULL
  ) DEFAULT CHARACTER SET utf8mb3 COLLATE utf8mb3_unicode_ci`,
  'CREATE UNIQUE INDEX s_workers_uuid_unique ON s_workers (uuid)',
  'CREATE UNIQUE INDEX s_workers_identifier_unique ON s_workers (identifier)',
  'CREATE INDEX s_workers_scope_index ON s_workers (scope)',
  `CREATE TABLE s_tasks (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, identifier varchar(255) NOT NULL, action varchar(255) NOT NULL,
    status smallint unsigned NOT NULL DEFAULT 10, message varchar(255) NULL, started_by int unsigned NULL,
    meta longtext NULL, result longtext NULL, start_at timestamp NULL, finished_at timestamp NULL,
    attempts int NOT NULL DEFAULT 0, max_attempts int NOT NULL DEFAULT 3,
    priority varchar(255) NOT NULL DEFAULT 'normal', progress int NOT NULL DEFAULT 0,
    created_at timestamp NULL, updated_at timestamp NULL
  ) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  'CREATE INDEX s_tasks_identifier_action_index ON s_tasks (identifier, action)',
  'CREATE INDEX s_tasks_status_index ON s_tasks (status)',
  'CREATE INDEX s_tasks_priority_index ON s_tasks (priority)',
];

const POSTGRES_TABLES = [
  `CREATE TABLE s_workers (
    id bigserial PRIMARY KEY NOT NULL, uuid uuid NULL, identifier varchar(255) NOT NULL, scope varchar(255) NOT NULL DEFAULT '',
    class varchar(255) NOT NULL, active boolean NOT NULL DEFAULT '0', position integer NOT NULL DEFAULT '0',
    settings jsonb NOT NULL DEFAULT '[]'::jsonb, hidden integer NOT NULL DEFAULT '0',
    created_at timestamp(0) without time zone NULL, updated_at timestamp(0) without time zone NULL, owner varchar(50) NULL
  )`,
  'ALTER TABLE s_workers ADD CONSTRAINT s_workers_uuid_unique UNIQUE (uuid)',
  'ALTER TABLE s_workers ADD CONSTRAINT s_workers_identifier_unique UNIQUE (identifier)',
  'CREATE INDEX s_workers_scope_index ON s_workers (scope)',
  `CREATE TABLE s_tasks (
    id bigserial PRIMARY KEY NOT NULL, identifier varchar(255) NOT NULL, action varchar(255) NOT NULL,
    status smallint NOT NULL DEFAULT '10', message varchar(255) NULL, started_by integer NULL, meta text NULL, result text NULL,
    start_at timestamp(0) without time zone NULL, finished_at timestamp(0) without time zone NULL,
    attempts integer NOT NULL DEFAULT '0', max_attempts integer NOT NULL DEFAULT '3',
    priority varchar(255) NOT NULL DEFAULT 'normal', progress integer NOT NULL DEFAULT '0',
    created_at timestamp(0) without time zone NULL, updated_at timestamp(0) without time zone NULL
  )`,
  'CREATE INDEX s_tasks_identifier_action_index ON s_tasks (identifier, action)',
  'CREATE INDEX s_tasks_status_index ON s_tasks (status)',
  'CREATE INDEX s_tasks_priority_index ON s_tasks (priority)',
];

const SQLITE_TABLES = [
  `CREATE TABLE s_workers (
    id integer primary key autoincrement not null, uuid varchar, identifier varchar not null, scope varchar not null default '',
    class varchar not null, active tinyint(1) not null default '0', position integer not null default '0',
    settings text not null default '[]', hidden integer not null default '0', created_at datetime, updated_at datetime,
    owner varchar
  )`,
  'CREATE UNIQUE INDEX s_workers_uuid_unique ON s_workers (uuid)',
  'CREATE UNIQUE INDEX s_workers_identifier_unique ON s_workers (identifier)',
  'CREATE INDEX s_workers_scope_index ON s_workers (scope)',
  `CREATE TABLE s_tasks (
    id integer primary key autoincrement not null, identifier varchar not null, action varchar not null,
    status integer not null default '10', message text, started_by integer, meta text, result text, start_at datetime,
    finished_at datetime, attempts integer not null default '0', max_attempts integer not null default '3',
    priority varchar not null default 'normal', progress integer not null default '0', created_at datetime, updated_at datetime
  )`,
  'CREATE INDEX s_tasks_identifier_action_index ON s_tasks (identifier, action)',
  'CREATE INDEX s_tasks_status_index ON s_tasks (status)',
  'CREATE INDEX s_tasks_priority_index ON s_tasks (priority)',
];

const TABLES: Readonly<Record<DatabaseKind, readonly string[]>> = {
  mysql: MYSQL_TABLES,
  postgres: POSTGRES_TABLES,
  sqlite: SQLITE_TABLES,
};

const WORKERS = [
  "(3, '0f8fad5b-d9cb-469f-a165-70867728950e', 'product', 'scommerce', ?, TRUE, 4, ?, 0, '2025-11-02 08:00:00', '2026-03-01 12:30:00', 'ann')",
  "(7, NULL, 'composer_update', 'stask', ?, FALSE, 1, '[]', 2, NULL, NULL, NULL)",
];
export const PRODUCT_SETTINGS = { batch_size: 250, api: { key: 'clé 🔑' }, schedule: { type: 'manual' } };

/** The codes of the PHP package, and 20, which workers of its guide write when they begin. */
const TASKS = [
  "(11, 'product', 'import', 80, 'Imported 20 products', 5, ?, ?, '2026-01-31 23:30:00', '2026-01-31 23:31:30', 1, 3, 'high', 100, '2026-01-31 23:29:59', '2026-01-31 23:31:30')",
  "(12, 'product', 'export', 80, NULL, NULL, '[]', '/srv/shop/products.csv', '2026-02-01 00:00:00', '2026-02-01 00:00:09', 1, 3, 'normal', 100, '2026-02-01 00:00:00', '2026-02-01 00:00:09')",
  "(13, 'product', 'sync_stock', 100, 'No answer', 5, NULL, NULL, '2026-02-02 10:00:00', '2026-02-02 10:00:30', 3, 3, 'low', 40, '2026-02-02 10:00:00', '2026-02-02 10:00:30')",
  "(14, 'product', 'import', 50, 'Running', 5, ?, NULL, '2026-02-03 10:00:00', NULL, 1, 3, 'normal', 30, '2026-02-03 10:00:00', '2026-02-03 10:00:00')",
  "(15, 'product', 'import', 20, 'Starting import...', 5, ?, NULL, '2026-02-03 10:00:00', NULL, 0, 3, 'normal', 0, '2026-02-03 10:00:00', NULL)",
  "(16, 'product', 'import', 10, NULL, NULL, ?, NULL, '2026-02-03 10:05:00', NULL, 0, 3, 'low', 0, '2026-02-03 10:05:00', NULL)",
  "(17, 'product', 'import', 10, NULL, NULL, ?, NULL, NULL, NULL, 0, 3, 'high', 0, '2026-02-03 10:06:00', NULL)",
  "(18, 'product', 'make', 10, NULL, NULL, '{}', NULL, '2037-06-01 05:00:00', NULL, 0, 1, 'normal', 0, '2026-02-03 10:06:00', NULL)",
  "(19, 'product', 'import', 30, 'Task preparing...', NULL, ?, NULL, NULL, NULL, 0, 3, 'normal', 0, '2026-02-03 10:07:00', NULL)",
];
export const IMPORT_DATA = { file: '/srv/shop/products.csv', note: 'Größe "L" 🛒' };

/** Makes the tables as the PHP package's own migration does on this database, with rows of a shop. */
export async function createPhpTables(database: Database, kind: DatabaseKind): Promise<void> {
  for (const statement of TABLES[kind]) await database.execute(statement);
  const classes = ['Seiger\\sCommerce\\Workers\\ProductWorker', 'Seiger\\sTask\\Workers\\ComposerUpdateWorker'];
  await database.execute(`INSERT INTO s_workers VALUES ${WORKERS.join(', ')}`, [
    classes[0],
    JSON.stringify(PRODUCT_SETTINGS).replaceAll('/', '\\/'),
    classes[1],
  ]);
  const data = JSON.stringify(IMPORT_DATA).replaceAll('/', '\\/');
  const values = TASKS.flatMap((row) => (row.includes('?') ? [data] : []));
  await database.execute(`INSERT INTO s_tasks VALUES ${TASKS.join(', ')}`, [
    values[0],
    '{"file":"\\/srv\\/shop\\/report.html"}',
    ...values.slice(1),
  ]);
  if (kind === 'postgres') await database.query("SELECT setval('s_workers_id_seq', 7), setval('s_tasks_id_seq', 40)");
  await database.execute("INSERT INTO s_tasks (id, identifier, action) VALUES (40, 'product', 'import')");
  await database.execute('DELETE FROM s_tasks WHERE id = 40');
}
