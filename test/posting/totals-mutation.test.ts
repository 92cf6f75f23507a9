import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heldCustomers, lookAtTotals, postPayments, proposePostings } from '#posting';
import { companyId } from '#test/channel-books';
import { chainTables, type ChainTable, type Damage, damages, doDamage, type Row, unknownColumns } from './damages.ts';
import { fakeBc } from './fake-bc.ts';
import { lastDay, liveMonth, type Month } from './month.ts';
import { undoable, type UndoableDatabase } from './undoable.ts';

let month: Month;
let books: UndoableDatabase;

beforeAll(async () => {
  month = await liveMonth();
  books = await undoable(month.books.database);
});
afterAll(async () => {
  await books.close();
  await month.books.close();
});

const db = () => books.database.db;
const parts = () => ({ database: books.database, vault: month.books.vault, moment: lastDay, by: 'queue' });
const range = { companyId, fromId: 0, toId: 1_000_000 };

test('the month is whole, and has something of everything', async () => {
  const { gaps } = await lookAtTotals(companyId, 'proof', { ...parts(), database: month.books.database });
  expect(gaps).toEqual([]);
  await month.books.expectSound();
  const states = async (table: 'payment' | 'posting') => {
    const { rows } = await sql<{ state: string }>`select distinct state from ${sql.table(table)} order by 1`.execute(
      db(),
    );
    return rows.map(({ state }) => state);
  };
  expect(await states('payment')).toEqual(['matched', 'noted', 'parked']);
  expect(await states('posting')).toEqual(['confirmed', 'failed', 'proposed']);
  await books.undoing(async () => {
    expect(await proposePostings({ companyId }, parts())).toMatchObject({ proposed: 2, blocked: [] });
    expect(await postPayments(range, { ...parts(), bc: fakeBc(), bcCompanyId: 'c1' })).toMatchObject({ left: 0 });
  });
});

test('every column of the chain bears something, or says why not', async () => {
  expect(await unknownColumns(db())).toEqual([]);
});

test.each(chainTables)(
  'whatever is done to a row of %s, nothing that hangs on it is posted, and the gap is named',
  async (table) => {
    const all = (await damages(db())).filter((damage) => damage.table === table);
    const missed: string[] = [];
    for (const [pick, damage] of all.entries()) {
      const what = await books.undoing(() => whatIsMissed(damage, pick));
      if (what) missed.push(`${JSON.stringify(damage)} ${pick}: ${what}`);
    }
    expect(missed).toEqual([]);
  },
);

/** @returns what was not noticed of the damage; null when everything was */
async function whatIsMissed(damage: Damage, pick: number): Promise<string | null> {
  const done = await attempt(() => doDamage(db(), damage, pick));
  if (done === null) return null;
  const concerned = await paymentsOf(damage.table, done.rows);
  const last = await lastEvent();
  const looseBefore = isOwn(damage) ? await looseOf(concerned) : [];
  if (looseBefore.length > 0) return `postings ${looseBefore.join(', ')} may leave before anything is checked anew`;
  await proposePostings({ companyId }, parts());
  const loose = await looseOf(concerned);
  if (loose.length > 0) return `postings ${loose.join(', ')} may leave`;
  // Rows that come and go are posted for real: for what was altered it is enough that its customers rest.
  if (!('column' in damage)) await postPayments(range, { ...parts(), bc: fakeBc(), bcCompanyId: 'c1' });
  const stops = await stopsNow();
  const named = stops.filter(({ subject, id }) => concernedSubjects(damage.table, done.rows).has(`${subject} ${id}`));
  if (named.length === 0) return `it is not named: ${JSON.stringify(stops)}`;
  if (named.some(({ stated, counted }) => stated === counted)) return 'both figures are the same';
  const moved = await movedSince(last, concerned);
  return moved.length > 0 ? `payments ${moved.join(', ')} were posted` : null;
}

/** Keys and checks of the database refuse some damages: that is as good as noticing them. */
async function attempt<T>(run: () => Promise<T>): Promise<T | null> {
  await sql`savepoint damage`.execute(db());
  try {
    return await run();
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('23'))) throw thrown;
    await sql`rollback to savepoint damage`.execute(db());
    return null;
  }
}

/** Sums of other rows are asked before proposing only; everything that a posting itself hangs on, before each posting too. */
const isOwn = ({ kind, table }: Damage): boolean =>
  kind !== 'duplicate' && table !== 'left_out' && table !== 'file_record';

const numbersIn = (rows: readonly Row[], column: string): readonly number[] => [
  ...new Set(rows.flatMap((row) => (typeof row[column] === 'number' ? [row[column]] : []))),
];

/** The payments that hang on rows, as they were and as they are. */
async function paymentsOf(table: ChainTable, rows: readonly Row[]): Promise<readonly number[]> {
  const ids = (column: string) => numbersIn(rows, column);
  const lines = sql`select l.id from collection_line l where l.id = any(${ids('line_id')})`;
  const found: Readonly<Record<ChainTable, ReturnType<typeof sql>>> = {
    journal: sql`select l.id from collection_line l where l.journal_id = any(${ids('id')})`,
    left_out: sql`select l.id from collection_line l where l.journal_id = any(${ids('journal_id')})`,
    collection_line: sql`select unnest(${ids('id')}::bigint[])`,
    line_claim: lines,
    delivery: sql`select l.id from collection_line l where l.delivery_id = any(${ids('id')})`,
    inbound_file: lines,
    file_record: lines,
    payment: lines,
    allocation: lines,
    posting: lines,
  };
  const direct: Readonly<Partial<Record<ChainTable, ReturnType<typeof sql>>>> = {
    inbound_file: sql`p.file_id = any(${ids('id')})`,
    file_record: sql`p.file_id = any(${ids('file_id')})`,
    payment: sql`p.id = any(${ids('id')})`,
    allocation: sql`p.id = any(${ids('payment_id')})`,
    posting: sql`p.id = any(${ids('payment_id')})`,
  };
  const own = direct[table];
  const { rows: payments } = await sql<{ id: number }>`
    select p.id from payment p where ${
      own ??
      sql`p.line_id in (${found[table]}) or p.id in (select x.payment_id from allocation x where x.line_id in (${found[table]}))`
    } order by p.id`.execute(db());
  return payments.map(({ id }) => id);
}

/** Open postings of payments, of customers that a run would not let rest. */
async function looseOf(payments: readonly number[]): Promise<readonly number[]> {
  const resting = await heldCustomers(db(), range, lastDay.today, { by: 'queue', at: lastDay.at });
  const { rows } = await sql<{ id: number }>`
    select id from posting where payment_id = any(${payments}) and state in ('proposed', 'sent')
      and company_id = ${companyId} and customer_number <> all(${resting})`.execute(db());
  return rows.map(({ id }) => id);
}

async function lastEvent(): Promise<number> {
  const { rows } = await sql<{ id: number }>`select max(id) as id from event`.execute(db());
  return rows[0]?.id ?? 0;
}

/** Payments of which something was proposed, sent or confirmed since. */
async function movedSince(event: number, payments: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct g.payment_id as id from event e join posting g on g.id = e.stream_id
    where e.id > ${event} and e.stream = 'posting' and e.type in ('propose', 'retry', 'send', 'confirm')
      and g.payment_id = any(${payments}) order by 1`.execute(db());
  return rows.map(({ id }) => id);
}

interface Stop {
  readonly subject: string;
  readonly id: number;
  readonly stated: string;
  readonly counted: string;
}

/** What is stopped and stands in the error log. */
async function stopsNow(): Promise<readonly Stop[]> {
  const { rows } = await sql<Stop>`
    select s.subject, s.subject_id as id, s.context ->> 'stated' as stated, s.context ->> 'counted' as counted
    from totals_stop s join exception x on x.code = 'TOTALS_WRONG' and x.state = 'open'
      and x.dedupe_key = ${companyId} || ':posting-totals:' || s.subject || ':' || s.subject_id order by 1, 2`.execute(
    db(),
  );
  return rows;
}

/** As what a damaged row may be named: itself, or what it belongs to. Never the company: something narrower can be told. */
function concernedSubjects(table: ChainTable, rows: readonly Row[]): ReadonlySet<string> {
  const named = (subject: string, column: string) => numbersIn(rows, column).map((id) => `${subject} ${id}`);
  const by: Readonly<Record<ChainTable, readonly string[]>> = {
    journal: named('journal', 'id'),
    left_out: named('journal', 'journal_id'),
    collection_line: [...named('line', 'id'), ...named('journal', 'journal_id'), ...named('delivery', 'delivery_id')],
    line_claim: named('line', 'line_id'),
    delivery: named('delivery', 'id'),
    inbound_file: named('file', 'id'),
    file_record: named('file', 'file_id'),
    payment: [...named('payment', 'id'), ...named('file', 'file_id')],
    allocation: named('payment', 'payment_id'),
    posting: [...named('posting', 'id'), ...named('payment', 'payment_id')],
  };
  return new Set(by[table]);
}
