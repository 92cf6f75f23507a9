import type pg from 'pg';

import { putListeners } from './put-listeners.ts';
import { assertSendable, encodeMessage } from './queue-message.ts';
import type { LocalQueueStore, QueueClock, QueueMessage } from './work-queue.ts';

/**
 * A durable queue in PostgreSQL, schema `runner`, with the semantics of Azure Storage Queues; it makes its tables
 * itself.
 *
 * @remarks
 * It belongs to the local runner alone: deployed, the queues are Storage Queues and the timers' memory is the host's.
 * The time is the database's unless a moved clock is given. Several takers never get the same message
 * (`for update skip locked`).
 */
export function localQueueStore(pool: pg.Pool, { now }: QueueClock = {}): LocalQueueStore {
  const { onPut, tell } = putListeners();
  let tables: Promise<void> | undefined;

  /** Makes the tables on first use; a failure is tried again by the next use. */
  async function ready(): Promise<void> {
    tables ??= createTables(pool);
    try {
      await tables;
    } catch (error) {
      tables = undefined;
      throw error;
    }
  }

  async function rowsOf<Row extends pg.QueryResultRow>(statement: string, ...values: unknown[]): Promise<Row[]> {
    await ready();
    const { rows } = await pool.query<Row>(statement, values);
    return rows;
  }

  /** As `rowsOf`, for statements whose `$1` is the moved clock's time, or null for the database's own. */
  const rowsAtOf = async <Row extends pg.QueryResultRow>(statement: string, ...values: unknown[]): Promise<Row[]> =>
    rowsOf<Row>(statement, now === undefined ? null : await now(), ...values);

  async function put(queue: string, stored: readonly string[]): Promise<void> {
    assertSendable(queue, stored);
    if (stored.length === 0) return;
    await rowsAtOf(sql.put, queue, stored);
    tell(queue);
  }

  return {
    put,
    send: (queue, messages) => put(queue, messages.map(encodeMessage)),
    receive: async (queue, most, hiddenForInMs) => {
      const rows = await rowsAtOf<MessageRow>(sql.receive, queue, most, hiddenForInMs);
      return rows.sort((one, other) => Number(one.sequence) - Number(other.sequence)).map(toMessage);
    },
    extend: async (queue, id, popReceipt, hiddenForInMs) => {
      const [row] = await rowsAtOf<{ pop_receipt: string }>(sql.hide, queue, id, popReceipt, hiddenForInMs, true);
      return row?.pop_receipt;
    },
    release: async (queue, id, popReceipt, hiddenForInMs) =>
      (await rowsAtOf(sql.hide, queue, id, popReceipt, hiddenForInMs, false)).length > 0,
    remove: async (queue, id, popReceipt) => (await rowsOf(sql.remove, queue, id, popReceipt)).length > 0,
    count: async (queue) => {
      const [row] = await rowsAtOf<{ all: number; visible: number }>(sql.count, queue);
      return row ?? { all: 0, visible: 0 };
    },
    releaseAbandoned: async () => (await rowsAtOf(sql.releaseAbandoned)).length,
    onPut,
    readTimer: async (name) => {
      const [row] = await rowsOf<TimerRow>(sql.readTimer, name);
      return row === undefined ? undefined : { last: row.last ?? undefined, next: row.next, updatedAt: row.updated_at };
    },
    writeTimer: async (name, { last, next, updatedAt }) => {
      await rowsOf(sql.writeTimer, name, last ?? null, next, updatedAt);
    },
  };
}

interface MessageRow {
  sequence: string;
  id: string;
  body: string;
  pop_receipt: string;
  dequeue_count: number;
  inserted_at: Date;
  visible_at: Date;
}

interface TimerRow {
  last: Date | null;
  next: Date;
  updated_at: Date;
}

const toMessage = (row: MessageRow): QueueMessage => ({
  id: row.id,
  text: row.body,
  popReceipt: row.pop_receipt,
  dequeueCount: row.dequeue_count,
  insertedAt: row.inserted_at,
  nextVisibleAt: row.visible_at,
});

/**
 * Two starts at once must not both create: the lock is held until the end of the one statement, a transaction of its
 * own.
 */
async function createTables(pool: pg.Pool): Promise<void> {
  await pool.query(`
    select pg_advisory_xact_lock(hashtext('tilgode.runner'));
    create schema if not exists runner;
    create table if not exists runner.queue_message (
      sequence bigint generated always as identity primary key,
      id uuid not null unique default gen_random_uuid(),
      queue text not null,
      body text not null,
      pop_receipt uuid not null default gen_random_uuid(),
      dequeue_count integer not null default 0,
      inserted_at timestamptz not null,
      visible_at timestamptz not null,
      taken boolean not null default false
    );
    create index if not exists queue_message_visible on runner.queue_message (queue, visible_at, sequence);
    create table if not exists runner.timer_status (
      name text primary key,
      last timestamptz,
      next timestamptz not null,
      updated_at timestamptz not null
    );
  `);
}

const time = 'coalesce($1::timestamptz, clock_timestamp())';
const after = (parameter: string): string => `${time} + ${parameter}::double precision * interval '1 millisecond'`;

const sql = {
  put: `
    insert into runner.queue_message (queue, body, inserted_at, visible_at)
    select $2::text, body, at, at
    from (select ${time} as at) clock, unnest($3::text[]) with ordinality as added (body, place)
    order by place`,
  receive: `
    with chosen as materialized (
      select sequence from runner.queue_message
      where queue = $2::text and visible_at <= ${time}
      order by sequence limit $3::integer
      for update skip locked
    )
    update runner.queue_message as message
    set dequeue_count = dequeue_count + 1, pop_receipt = gen_random_uuid(), visible_at = ${after('$4')}, taken = true
    from chosen where message.sequence = chosen.sequence
    returning message.sequence, id, body, pop_receipt, dequeue_count, inserted_at, visible_at`,
  hide: `
    update runner.queue_message
    set pop_receipt = gen_random_uuid(), visible_at = ${after('$5')}, taken = $6::boolean
    where queue = $2::text and id = $3::uuid and pop_receipt = $4::uuid
    returning pop_receipt`,
  remove: `
    delete from runner.queue_message
    where queue = $1::text and id = $2::uuid and pop_receipt = $3::uuid
    returning id`,
  count: `
    select count(*)::integer as all, count(*) filter (where visible_at <= ${time})::integer as visible
    from runner.queue_message where queue = $2::text`,
  releaseAbandoned: `
    update runner.queue_message
    set pop_receipt = gen_random_uuid(), visible_at = ${time}, taken = false
    where taken returning id`,
  readTimer: `
    select last, next, updated_at from runner.timer_status where name = $1::text`,
  writeTimer: `
    insert into runner.timer_status (name, last, next, updated_at)
    values ($1::text, $2::timestamptz, $3::timestamptz, $4::timestamptz)
    on conflict (name) do update set last = excluded.last, next = excluded.next, updated_at = excluded.updated_at`,
} as const;
