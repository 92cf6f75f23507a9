import { type RawBuilder, sql } from 'kysely';
import type { Collection, DeliveryBatch, OpenChannel } from '#channels';
import { knownCurrency, knownDate, minor } from '#kernel';
import type { DbOrTx } from '#store';

export interface LineWithCollection {
  readonly lineId: number;
  readonly collection: Collection;
}

export interface WhichLines {
  readonly journalId: number;
  readonly states: readonly string[];
  readonly order: OpenChannel['order'];
  /** Only this one. */
  readonly lineId?: number | undefined;
}

interface Row {
  readonly id: number;
  readonly reference: string;
  readonly customer_number: string;
  readonly display_number: string | null;
  readonly debtor_group: string;
  readonly mandate_number: string | null;
  readonly payment_date: string;
  readonly direction: 'collect' | 'disburse';
  readonly currency: string;
  readonly amount_minor: number;
  readonly is_first: boolean;
  readonly signed_on: string | null;
  readonly iban: string | null;
  readonly bic: string | null;
  readonly name: string | null;
  readonly address1: string | null;
  readonly address2: string | null;
  readonly city: string | null;
  readonly postcode: string | null;
  readonly country: string | null;
  readonly claims: readonly { type: string; number: string; minor: number }[] | null;
}

const pageSize = 1000;

/**
 * A journal's lines in some states, in the order of the file, each as the collection its channel writes. Read in pages, part
 * by part, so that neither the memory nor the time of a page grows with the journal.
 */
export async function* collectionsOf(db: DbOrTx, which: WhichLines): AsyncGenerator<readonly LineWithCollection[]> {
  for (const part of await partsOf(db, which)) yield* collectionsIn(db, which, part);
}

async function* collectionsIn(
  db: DbOrTx,
  which: WhichLines,
  part: RawBuilder<unknown>,
): AsyncGenerator<readonly LineWithCollection[]> {
  for (let lastId = 0; ; ) {
    const { rows } = await sql<Row>`
      select l.id, l.reference, l.customer_number, c.display_number, l.debtor_group, l.mandate_number,
        l.payment_date, l.direction, l.currency, l.amount_minor, l.is_first, m.signed_on, m.iban, m.bic, c.name,
        c.address1, c.address2, c.city, c.postcode, c.country,
        (select jsonb_agg(jsonb_build_object('type', k.document_type, 'number', k.document_number, 'minor', s.amount_minor)
           order by s.amount_minor < 0, k.due_date, k.id)
         from line_claim s join claim k on k.id = s.claim_id where s.line_id = l.id) as claims
      from (${linesOf(which)} and l.id > ${lastId} and ${part} order by l.id limit ${pageSize}) l
      left join customer c on c.company_id = l.company_id and c.number = l.customer_number
      left join lateral (select signed_on, iban, bic from mandate where company_id = l.company_id
          and customer_number = l.customer_number and mandate_number = l.mandate_number
        order by status = 'Active' desc, bc_id limit 1) m on true
      order by l.id`.execute(db);
    if (rows.length > 0) yield rows.map((row) => ({ lineId: row.id, collection: collectionOf(row) }));
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    lastId = last.id;
  }
}

/** What lies together in the file, in its order: a debtor group, or the first or the later collections of a date. */
async function partsOf(db: DbOrTx, which: WhichLines): Promise<readonly RawBuilder<unknown>[]> {
  if (which.order === 'date') {
    const batches = await batchesOf(db, which);
    return batches.map(
      ({ paymentDate, isFirst: first }) => sql`l.payment_date = ${paymentDate} and f.is_first = ${first}`,
    );
  }
  const { rows } = await sql<{ debtor_group: string }>`
    select distinct debtor_group from (${linesOf(which)}) l order by 1`.execute(db);
  return rows.map((row) => sql`l.debtor_group = ${row.debtor_group}`);
}

/** One line as the collection its channel writes. */
export async function collectionOfLine(
  db: DbOrTx,
  line: { readonly id: number; readonly journal_id: number; readonly state: string },
): Promise<Collection> {
  const which = { journalId: line.journal_id, states: [line.state], order: 'group', lineId: line.id } as const;
  for await (const page of collectionsOf(db, which)) for (const { collection } of page) return collection;
  throw new Error(`Line ${line.id} is not there`);
}

/** What will lie together in the file, counted before its first byte is written. */
export async function batchesOf(db: DbOrTx, which: WhichLines): Promise<readonly DeliveryBatch[]> {
  if (which.order === 'group') return [];
  const { rows } = await sql<{ payment_date: string; is_first: boolean; count: number; total: number }>`
    select l.payment_date, l.is_first, count(*) as count, sum(l.amount_minor)::bigint as total
    from (${linesOf(which)}) l group by l.payment_date, l.is_first order by l.payment_date, l.is_first desc`.execute(
    db,
  );
  return rows.map((row) => ({
    paymentDate: knownDate(row.payment_date),
    isFirst: row.is_first,
    count: row.count,
    total: minor(row.total),
  }));
}

/** A line is the first of its mandate when none before it was ever sent, and none goes before it in the same delivery. */
const isFirst = ({ journalId, states, order }: WhichLines) =>
  order === 'group'
    ? sql`select false as is_first`
    : sql`select l.mandate_number is not null and not exists (
        select 1 from collection_line e
        where e.agreement_id = l.agreement_id and e.mandate_number = l.mandate_number and e.id <> l.id
          and (e.state in ('exported', 'acknowledged', 'paid', 'chargedBack')
            or e.journal_id = ${journalId} and e.state = any(${states})
              and (e.payment_date, e.id) < (l.payment_date, l.id))) as is_first`;

const linesOf = (which: WhichLines) => sql`select l.*, f.is_first from collection_line l
  cross join lateral (${isFirst(which)}) f
  where l.journal_id = ${which.journalId} and l.state = any(${which.states})
    and l.id = coalesce(${which.lineId ?? null}, l.id)`;

function collectionOf(row: Row): Collection {
  return {
    reference: row.reference,
    customerNumber: row.display_number ?? row.customer_number,
    debtorGroup: row.debtor_group,
    mandate:
      row.mandate_number === null
        ? null
        : {
            number: row.mandate_number,
            signedOn: row.signed_on === null ? null : knownDate(row.signed_on),
            iban: row.iban ?? '',
            bic: row.bic ?? '',
            isFirst: row.is_first,
          },
    paymentDate: knownDate(row.payment_date),
    direction: row.direction,
    currency: knownCurrency(row.currency),
    amount: minor(row.amount_minor),
    documents: (row.claims ?? []).map((claim) => ({ ...claim, amount: minor(claim.minor) })),
    payer: {
      name: row.name ?? '',
      addressLines: [row.address1 ?? '', row.address2 ?? ''],
      postcode: row.postcode ?? '',
      city: row.city ?? '',
      // Business Central leaves the home country blank.
      country: row.country || 'DK',
    },
  };
}
