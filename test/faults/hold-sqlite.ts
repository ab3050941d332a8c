// Holds the write lock of an SQLite file: `hold-sqlite.js FILE MILLISECONDS`, like a backup or another program would.
import Database from 'libsql';

const [, , file, milliseconds] = process.argv as [string, string, string, string];
const database = new Database(file);
database.pragma('busy_timeout = 5000');
database.exec('BEGIN IMMEDIATE');
setTimeout(() => {
  database.exec('COMMIT');
  database.close();
}, Number(milliseconds));
