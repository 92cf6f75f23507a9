import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alone } from '#store';
import { type TestDatabase, testDatabase } from '#test/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('while one is at it nobody else is let in, and afterwards anybody is', async () => {
  const inside = await alone(database.pool, 'books', () =>
    alone(database.pool, 'books', () => Promise.resolve('twice')),
  );
  expect(inside).toEqual({ value: null });
  expect(await alone(database.pool, 'books', () => Promise.resolve('again'))).toEqual({ value: 'again' });
});

test('other names do not wait for each other', async () => {
  const inside = await alone(database.pool, 'one', () => alone(database.pool, 'other', () => Promise.resolve('both')));
  expect(inside).toEqual({ value: { value: 'both' } });
});

test('a failure gives the name back', async () => {
  await expect(alone(database.pool, 'books', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await alone(database.pool, 'books', () => Promise.resolve('free'))).toEqual({ value: 'free' });
});

test('a connection that PostgreSQL ends while it holds the name ends neither the work nor the process', async () => {
  const done = await alone(database.pool, 'books', async () => {
    await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()`.execute(
      database.db,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    return 'finished';
  });
  expect(done).toEqual({ value: 'finished' });
  expect(await alone(database.pool, 'books', () => Promise.resolve('free'))).toEqual({ value: 'free' });
});
