import { sql } from 'kysely';
import type { RehearsalBank, RehearsalLs, RehearsalNets, World } from '#rehearsal';
import type { Database } from '#store';
import { type Counted, equal, type Invariant } from './invariant.ts';

type Db = Database['db'];

/** Lays our books beside those of everybody who carried our collections out. */
export async function counterpartsAgree({ db }: Database, { counterparts }: World): Promise<readonly Invariant[]> {
  const { bs, basis, ls, sepa, danske } = counterparts;
  return [
    ...(await netsAgrees(db, 'bs', 'Nets', bs)),
    ...(basis ? await netsAgrees(db, 'basis', 'Nets (Basis)', basis) : []),
    ...(ls ? await lsAgrees(db, ls) : []),
    ...(sepa ? await bankAgrees(db, 'sepa', 'the bank', sepa) : []),
    ...(danske ? await bankAgrees(db, 'danske-sepa', 'Danske Bank', danske) : []),
    await nobodyTookWithoutAPerson(db),
  ];
}

async function one(db: Db, query: ReturnType<typeof sql<Counted>>): Promise<Counted> {
  const { rows } = await query.execute(db);
  return rows[0] ?? { count: 0, minor: 0 };
}

const accepted = (db: Db, key: string) =>
  one(
    db,
    sql<Counted>`
      select coalesce(sum(d.collections), 0)::bigint as count, coalesce(sum(d.net_minor), 0)::bigint as minor
      from delivery d join channel_agreement a on a.id = d.agreement_id
      where a.key = ${key} and d.state = 'accepted' and d.purpose <> 'mandates'`,
  );

const told = (db: Db, key: string) =>
  one(
    db,
    sql<Counted>`
      select count(*) as count, coalesce(sum(p.effect_minor), 0)::bigint as minor
      from payment p join channel_agreement a on a.id = p.agreement_id where a.key = ${key} and p.effect_minor <> 0`,
  );

/** Charged back, and rejected after the money had come. */
const isReturn = (code: string): boolean => code === '0239' || code === '0299' || code === '0237';

async function netsAgrees(db: Db, key: string, who: string, nets: RehearsalNets): Promise<readonly Invariant[]> {
  const ledger = await nets.ledger();
  const taken = ledger.deliveries.filter((delivery) => delivery.isAccepted);
  const published = new Set(ledger.files.filter((file) => file.isPublished).map((file) => file.name));
  const theirs = ledger.told.filter(
    (fact) => published.has(fact.fileName) && !fact.isUnreadable && fact.actualAmount !== 0,
  );
  return [
    equal(`collections accepted are those ${who} took`, await accepted(db, key), {
      count: taken.reduce((total, { amounts }) => total + amounts, 0),
      minor: taken.reduce((total, { net }) => total + net, 0),
    }),
    equal(`payments are those ${who} told`, await told(db, key), {
      count: theirs.length,
      minor: theirs.reduce((sum, { code, actualAmount }) => sum + (isReturn(code) ? -actualAmount : actualAmount), 0),
    }),
    await noWrongCustomers(db, who, theirs),
  ];
}

async function noWrongCustomers(
  db: Db,
  who: string,
  theirs: readonly { readonly truth: string; readonly reference: string }[],
): Promise<Invariant> {
  const references = theirs
    .filter(({ truth }) => truth.startsWith('told with'))
    .map(({ reference }) => reference.slice(0, 9));
  const { rows } = await sql<{ count: number }>`
    select count(distinct p.id) as count from payment p join allocation a on a.payment_id = p.id and not a.is_undone
    where left(p.reference, 9) = any(${references}) and p.kind = 'paid' and a.rung <> 'a person'
      and p.customer_number <> (select l.customer_number from collection_line l where l.reference = left(p.reference, 9))`.execute(
    db,
  );
  const wrong = rows[0]?.count ?? 0;
  const name = `no payment ${who} told with a wrong customer was taken without a person`;
  return { name, ok: wrong === 0, detail: `${wrong} taken` };
}

async function lsAgrees(db: Db, ls: RehearsalLs): Promise<readonly Invariant[]> {
  const ledger = await ls.ledger();
  const published = new Set(ledger.files.filter((file) => file.isPublished).map((file) => file.name));
  const moved = ledger.told.filter(({ fileName, code }) => published.has(fileName) && lsSigns[code] !== 0);
  return [
    equal('payments are those Leverandørservice told', await told(db, 'ls'), {
      count: moved.length,
      minor: moved.reduce((sum, { code, amount }) => sum + (lsSigns[code] ?? 0) * amount, 0),
    }),
  ];
}

/** 0580 collected, 0585 paid out, 0530 and 0540 nothing moved, 0555 taken back. */
const lsSigns: Readonly<Record<string, number>> = { '0580': 1, '0585': -1, '0530': 0, '0540': 0, '0555': -1 };

/**
 * A bank tells the same money in notifications and statements, so not records are compared but what they lead to, as far as
 * its published files tell: a line is paid when the bank has settled it and not taken it back, unless a payment waits.
 */
async function bankAgrees(db: Db, key: string, who: string, bank: RehearsalBank): Promise<readonly Invariant[]> {
  const ledger = await bank.ledger();
  const published = new Set(ledger.files.filter(({ isPublished }) => isPublished).map(({ name }) => name));
  const idsOf = (truth: (typeof ledger.told)[number]['truth']): ReadonlySet<string> =>
    new Set(
      ledger.told
        .filter((told) => told.truth === truth && published.has(told.fileName))
        .map(({ endToEndId }) => endToEndId),
    );
  const settled = idsOf('paid');
  const returned = idsOf('returned');
  const neverSettled = new Set(ledger.collections.filter((one) => one.settled === 0).map((one) => one.endToEndId));
  const { rows } = await sql<{ reference: string; state: string }>`
    select l.reference, l.state from collection_line l join channel_agreement a on a.id = l.agreement_id
    where a.key = ${key} and not exists (select 1 from payment p
      where (p.line_id = l.id or p.reference = l.reference) and p.state in ('parked', 'received', 'dismissed'))`.execute(
    db,
  );
  const tooMuch = rows.filter(
    ({ reference, state }) => state === 'paid' && (neverSettled.has(reference) || returned.has(reference)),
  );
  const tooLittle = rows.filter(
    ({ reference, state }) => state !== 'paid' && settled.has(reference) && !returned.has(reference),
  );
  return [
    { name: `no line is paid that ${who} has not settled`, ok: tooMuch.length === 0, detail: some(tooMuch) },
    { name: `every line ${who} settled is paid`, ok: tooLittle.length === 0, detail: some(tooLittle) },
  ];
}

const some = (found: readonly { readonly reference: string }[]): string =>
  found.length === 0
    ? 'none'
    : found
        .map(({ reference }) => reference)
        .slice(0, 5)
        .join(', ');

/** Money of strangers comes to the same accounts: none of it may have been given to a customer by the machine. */
async function nobodyTookWithoutAPerson(db: Db): Promise<Invariant> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct p.id) as count from payment p join allocation a on a.payment_id = p.id and not a.is_undone
    where p.bank is not null and p.line_id is null and a.rung <> 'a person'`.execute(db);
  const count = rows[0]?.count ?? 0;
  return { name: 'no stranger’s money was given to a customer', ok: count === 0, detail: `${count} given` };
}
