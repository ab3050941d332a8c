import type { Database } from '#src/typeorm/database.js';

/** One change of a task as the database itself saw it. */
export interface Transition {
  readonly seq: number;
  readonly id: number;
  readonly action: string;
  readonly uniqueKey: string | null;
  /** Null for an insert. */
  readonly from: number | null;
  readonly to: number;
  readonly fence: number;
  readonly fenceBefore: number;
  readonly attempts: number;
  readonly attemptsBefore: number;
  readonly maxAttempts: number;
}

const COLUMNS =
  'task_id, action, unique_key, from_status, to_status, fence, fence_before, attempts, attempts_before, max_attempts';
const INSERTED = `INSERT INTO fault_log (${COLUMNS}) VALUES
  (NEW.id, NEW.action, NEW.unique_key, NULL, NEW.status, NEW.fence, 0, NEW.attempts, 0, NEW.max_attempts);`;
const UPDATED = `INSERT INTO fault_log (${COLUMNS}) VALUES (NEW.id, NEW.action, NEW.unique_key, OLD.status, NEW.status,
  NEW.fence, OLD.fence, NEW.attempts, OLD.attempts, NEW.max_attempts);`;
const CHANGED = '(OLD.status <> NEW.status OR OLD.fence <> NEW.fence OR OLD.attempts <> NEW.attempts)';

const TABLE = (id: string): string => `CREATE TABLE fault_log (seq ${id}, task_id BIGINT, action VARCHAR(64),
  unique_key VARCHAR(191), from_status INT, to_status INT, fence INT, fence_before INT, attempts INT,
  attempts_before INT, max_attempts INT)`;

const STATEMENTS: Readonly<Record<Database['dialect']['name'], readonly string[]>> = {
  sqlite: [
    TABLE('INTEGER PRIMARY KEY AUTOINCREMENT'),
    `CREATE TRIGGER fault_insert AFTER INSERT ON s_tasks BEGIN ${INSERTED} END`,
    `CREATE TRIGGER fault_update AFTER UPDATE ON s_tasks WHEN ${CHANGED} BEGIN ${UPDATED} END`,
  ],
  mysql: [
    TABLE('BIGINT AUTO_INCREMENT PRIMARY KEY'),
    `CREATE TRIGGER fault_insert AFTER INSERT ON s_tasks FOR EACH ROW BEGIN ${INSERTED} END`,
    `CREATE TRIGGER fault_update AFTER UPDATE ON s_tasks FOR EACH ROW BEGIN IF ${CHANGED} THEN ${UPDATED} END IF; END`,
  ],
  postgres: [
    TABLE('BIGSERIAL PRIMARY KEY'),
    `CREATE FUNCTION fault_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${INSERTED} RETURN NULL; END $$`,
    `CREATE FUNCTION fault_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${UPDATED} RETURN NULL; END $$`,
    'CREATE TRIGGER fault_insert AFTER INSERT ON s_tasks FOR EACH ROW EXECUTE FUNCTION fault_insert()',
    `CREATE TRIGGER fault_update AFTER UPDATE ON s_tasks FOR EACH ROW WHEN ${CHANGED} EXECUTE FUNCTION fault_update()`,
  ],
};

/** Makes the database keep every change of status, fence and attempts, whoever makes it. */
export async function installTransitionLog(database: Database): Promise<void> {
  for (const statement of STATEMENTS[database.dialect.name]) await database.execute(statement);
}

export async function readTransitions(database: Database): Promise<Transition[]> {
  const rows = await database.query(`SELECT seq, ${COLUMNS} FROM fault_log ORDER BY seq`);
  return rows.map((row) => ({
    seq: Number(row['seq']),
    id: Number(row['task_id']),
    action: String(row['action']),
    uniqueKey: (row['unique_key'] ?? null) as string | null,
    from: row['from_status'] === null ? null : Number(row['from_status']),
    to: Number(row['to_status']),
    fence: Number(row['fence']),
    fenceBefore: Number(row['fence_before']),
    attempts: Number(row['attempts']),
    attemptsBefore: Number(row['attempts_before']),
    maxAttempts: Number(row['max_attempts']),
  }));
}
