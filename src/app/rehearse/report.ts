import { sql } from 'kysely';
import { countExceptions } from '#exceptions';
import { controlTotals, type ControlTotals } from '#posting';
import type { World } from '#rehearsal';
import { type Database, replayEvents } from '#store';
import { machines } from '../machines.ts';
import { counterpartsAgree } from './report-counterparts.ts';
import { type Counted, equal, type Invariant, shown } from './invariant.ts';

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
 * Compares our books with themselves, with Business Central's and with those of Nets and the banks. What the world
 * believes comes from the world's own records, not from ours.
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
    ...(await counterpartsAgree(database, world)),
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
  const ours = (...kinds: readonly string[]): Counted =>
    rows
      .filter(({ kind }) => kinds.includes(kind))
      .reduce((sum, row) => ({ count: sum.count + row.count, minor: sum.minor + row.minor }), { count: 0, minor: 0 });
  const books = world.bc.books();
  return [
    equal('payments posted are those in Business Central', ours('payment'), books.paymentsPosted),
    equal('returns posted are those in Business Central', ours('return', 'reversal'), books.returnsPosted),
    equal('small differences written off are those in Business Central', ours('writeOff'), books.writeOffsPosted),
    equal('refunds posted are those in Business Central', ours('refund'), books.refundsPosted),
    {
      name: 'nothing was handed to Business Central and left',
      ok: books.paymentsNew.count === 0,
      detail: shown(books.paymentsNew),
    },
  ];
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
