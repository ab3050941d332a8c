import { createStask, staskEntities, staskMigrations, type Stask, type StaskOptions } from 'stask';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** The host's DataSource knows our tables: `dataSource.runMigrations()` makes them beside the host's own. */
export async function withEntities(database: DataSourceOptions, options: StaskOptions = {}): Promise<Shared> {
  const dataSource = new DataSource({
    ...database,
    entities: [...staskEntities],
    migrations: [...staskMigrations],
  });
  await dataSource.initialize();
  await dataSource.runMigrations();
  return { dataSource, stask: await createStask({ ...options, dataSource }) };
}

/** Only the connection is shared: sTask makes its tables by itself and needs nothing of the host's configuration. */
export async function withConnectionOnly(database: DataSourceOptions, options: StaskOptions = {}): Promise<Shared> {
  const dataSource = new DataSource(database);
  await dataSource.initialize();
  return { dataSource, stask: await createStask({ ...options, dataSource, migrate: true }) };
}

/** Close sTask first, then the DataSource, which stays the host's. */
export interface Shared {
  readonly dataSource: DataSource;
  readonly stask: Stask;
}
