import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Database, openDatabase } from '#store';

export interface TestDatabase extends Database {
  readonly url: string;
}

/** A fresh database with all tables, in the real PostgreSQL of the test run. */
export async function testDatabase(): Promise<TestDatabase> {
  const url = await emptyDatabase();
  const opened = await openDatabase(url, { maxConnections: 8 });
  return { ...opened, url };
}

/** The address of a fresh database without any tables. */
export async function emptyDatabase(): Promise<string> {
  const server = process.env['TILGODE_TEST_POSTGRES'];
  if (!server) throw new Error('The test run has not started PostgreSQL: see test/kit/global-setup.ts');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}
