import { sql } from 'kysely';
import { countExceptions } from '#exceptions';
import { controlTotals, type ControlTotals } from '#posting';
import type { World } from '#rehearsal';
import { type Database, replayEvents } from '#store';
import { machines } from '../machines.ts';

export interface Invariant {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface RehearsalReport {
  readonly days: number;
  readonly today: string;
  readonly currencies: ControlTotals['currencies'];
  readonly tied: boolean;
  readonly exceptions: readonly { readonly code: string; readonly state: string; readonly count: number }[];
  readonly invariants: readonly Invariant[];
  readonly ok: boolean;
}

/**
 * Compares our books with themselves, with Business Central's and with Nets'. What the world believes comes from the
 * world's own records, not from ours.
 */
export async function reportOn(
  database: Database,
  world: World,
  companyId: number,
  days: number,
): Promise<RehearsalReport> {
  const totals = await controlTotals(database.db, { companyId });
  const invariants = [
    ...totals.currencies.flatMap(({ currency, ties }) =>
      ties.map((tie) => ({ name: `${currency}: ${tie.name}`, ok: tie.ok, detail: tie.explain })),
    ),
    await eventsExplainStates(database),
    ...(await businessCentralAgrees(database, world)),
    ...(await netsAgrees(database, world)),
    await nothingLeftUndone(database),
    await nothingForTheOperator(database),
  ];
  return {
    days,
    today: world.today(),
    currencies: totals.currencies,
    tied: totals.tied,
    exceptions: await countExceptions(database.db, companyId),
    invariants,
    ok: totals.tied && invariants.every(({ ok }) => ok),
  };
}

interface Counted {
  readonly count: number;
  readonly minor: number;
}

const text = ({ count, minor }: Counted): string => `${count} / ${minor} øre`;

const equal = (name: string, ours: Counted, theirs: Counted): Invariant => ({
  name,
  ok: ours.count === theirs.count && ours.minor === theirs.minor,
  detail: `ours ${text(ours)}, theirs ${text(theirs)}`,
});

async function eventsExplainStates({ db }: Database): Promise<Invariant> {
  const { events, findings } = await replayEvents(db, machines);
  const detail = findings.length === 0 ? `${events} events replayed` : JSON.stringify(findings.slice(0, 5));
  return { name: 'every state is the fold of its events', ok: findings.length === 0, detail };
}

async function businessCentralAgrees({ db }: Database, world: World): Promise<readonly Invariant[]> {
  const { rows } = await sql<{ kind: string; count: number; minor: number }>`
    select kind, count(*) as count, coalesce(sum(amount_minor), 0) as minor from posting where state = 'confirmed' group by kind`.execute(
    db,
  );
  const ours = (kind: string): Counted => rows.find((row) => row.kind === kind) ?? { count: 0, minor: 0 };
  const books = world.bc.books();
  return [
    equal('payments posted are those in Business Central', ours('payment'), books.paymentsPosted),
    equal('returns posted are those in Business Central', ours('return'), books.returnsPosted),
    {
      name: 'nothing was handed to Business Central and left',
      ok: books.paymentsNew.count === 0,
      detail: text(books.paymentsNew),
    },
  ];
}

async function netsAgrees({ db }: Database, world: World): Promise<readonly Invariant[]> {
  const ledger = await world.nets.ledger();
  const accepted = ledger.deliveries.filter((delivery) => delivery.isAccepted);
  const { rows: deliveries } = await sql<Counted>`
    select coalesce(sum(collections), 0) as count, coalesce(sum(net_minor), 0) as minor from delivery where state = 'accepted'`.execute(
    db,
  );
  const published = new Set(ledger.files.filter((file) => file.isPublished).map((file) => file.name));
  const told = ledger.told.filter((one) => published.has(one.fileName) && !one.isUnreadable && one.actualAmount !== 0);
  const { rows: payments } = await sql<Counted>`
    select count(*) as count, coalesce(sum(effect_minor), 0) as minor from payment where effect_minor <> 0`.execute(db);
  const wrong = await wrongCustomers(db, told);
  return [
    equal('collections accepted are those Nets took', deliveries[0] ?? { count: 0, minor: 0 }, {
      count: accepted.reduce((total, { amounts }) => total + amounts, 0),
      minor: accepted.reduce((total, { net }) => total + net, 0),
    }),
    equal('payments are those Nets told', payments[0] ?? { count: 0, minor: 0 }, {
      count: told.length,
      minor: told.reduce((total, { code, actualAmount }) => total + (isReturn(code) ? -actualAmount : actualAmount), 0),
    }),
    {
      name: 'no payment told with a wrong customer was taken without a person',
      ok: wrong === 0,
      detail: `${wrong} taken`,
    },
  ];
}

/** Charged back, and rejected after the money had come. */
const isReturn = (code: string): boolean => code === '0239' || code === '0299' || code === '0237';

async function wrongCustomers(
  db: Database['db'],
  told: readonly { readonly truth: string; readonly reference: string }[],
): Promise<number> {
  const references = told
    .filter(({ truth }) => truth.startsWith('told with'))
    .map(({ reference }) => reference.slice(0, 9));
  const { rows } = await sql<{ count: number }>`
    select count(distinct p.id) as count from payment p join allocation a on a.payment_id = p.id and not a.is_undone
    where left(p.reference, 9) = any(${references}) and p.kind = 'paid' and a.rung <> 'a person'
      and p.customer_number <> (select l.customer_number from collection_line l where l.reference = left(p.reference, 9))`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

/** What only an operator can mend (settings, permissions, a server) must not happen in a world that is set up rightly. */
async function nothingForTheOperator({ db }: Database): Promise<Invariant> {
  const { rows } = await sql<{ code: string; context: unknown }>`
    select code, context from exception where subject = 'company' and state = 'open'`.execute(db);
  return { name: 'the connections work', ok: rows.length === 0, detail: JSON.stringify(rows) };
}

async function nothingLeftUndone({ db }: Database): Promise<Invariant> {
  const { rows } = await sql<{ type: string; state: string; count: number }>`
    select type, state, count(*) as count from outbox where state <> 'done' group by 1, 2`.execute(db);
  return { name: 'no work was left or put aside', ok: rows.length === 0, detail: JSON.stringify(rows) };
}
