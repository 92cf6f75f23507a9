import { sql } from 'kysely';
import type { BsAgreement, BsCollection } from '#channels/betalingsservice';
import { toLatin1 } from '#schemas/kit';
import { type CalendarDate, danishAmount, knownDate, type Minor, minor } from '#kernel';
import type { DbOrTx } from '#store';

export interface LineWithCollection {
  readonly lineId: number;
  readonly collection: BsCollection;
}

interface Row {
  readonly id: number;
  readonly reference: string;
  readonly customer_number: string;
  readonly display_number: string | null;
  readonly debtor_group: string;
  readonly mandate_number: string | null;
  readonly payment_date: string;
  readonly amount_minor: number;
  readonly name: string | null;
  readonly address1: string | null;
  readonly address2: string | null;
  readonly city: string | null;
  readonly postcode: string | null;
  readonly country: string | null;
  readonly claims: readonly { type: string; number: string; minor: number }[];
}

const pageSize = 1000;

/**
 * A journal's lines in one state, in the order of the file, each as the collection the channel writes. Read in pages, so
 * that memory does not grow with the journal.
 */
export async function* collectionsOf(
  db: DbOrTx,
  which: { readonly journalId: number; readonly states: readonly string[]; readonly kind: 'total' | 'basis' },
): AsyncGenerator<readonly LineWithCollection[]> {
  let place = { group: '', id: 0 };
  for (;;) {
    const { rows } = await sql<Row>`
      select l.id, l.reference, l.customer_number, c.display_number, l.debtor_group, l.mandate_number, l.payment_date,
        l.amount_minor, c.name, c.address1, c.address2, c.city, c.postcode, c.country,
        (select jsonb_agg(jsonb_build_object('type', k.document_type, 'number', k.document_number, 'minor', s.amount_minor)
           order by s.amount_minor < 0, k.due_date, k.id)
         from line_claim s join claim k on k.id = s.claim_id where s.line_id = l.id) as claims
      from collection_line l
      left join customer c on c.company_id = l.company_id and c.number = l.customer_number
      where l.journal_id = ${which.journalId} and l.state = any(${which.states})
        and (l.debtor_group, l.id) > (${place.group}, ${place.id})
      order by l.debtor_group, l.id limit ${pageSize}`.execute(db);
    if (rows.length > 0) yield rows.map((row) => ({ lineId: row.id, collection: collectionOf(row, which.kind) }));
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    place = { group: last.debtor_group, id: last.id };
  }
}

function collectionOf(row: Row, kind: BsAgreement['kind']): BsCollection {
  return {
    debtorGroup: row.debtor_group,
    customerNumber: row.display_number ?? row.customer_number,
    mandateNumber: row.mandate_number,
    paymentDate: dateOf(row.payment_date),
    direction: 'collect',
    amount: minor(row.amount_minor),
    reference: row.reference,
    texts: row.claims.map((claim) => textLine(claim.type, claim.number, minor(claim.minor))),
    payer: kind === 'total' ? payerOf(row) : null,
  };
}

const dateOf = (text: string): CalendarDate => knownDate(text);

/** A country of '' is Denmark: Business Central leaves the home country blank. */
const payerOf = (row: Row): NonNullable<BsCollection['payer']> => ({
  name: toLatin1(row.name ?? ''),
  addressLines: [row.address1 ?? '', row.address2 ?? ''].map((line) => toLatin1(line)).filter((line) => line !== ''),
  postcode: row.postcode ?? '',
  city: toLatin1(row.city ?? ''),
  country: row.country || 'DK',
});

/** What the debtor reads on the payment overview; Danish, because Betalingsservice is. */
const documentNames: Readonly<Record<string, string>> = {
  Invoice: 'Faktura',
  'Credit Memo': 'Kreditnota',
  'Finance Charge Memo': 'Rentenota',
  Reminder: 'Rykker',
  Payment: 'Indbetalt',
};

const textWidth = 60;

/** One line of 60 signs: the document on the left, its amount right-aligned, as in the guide's examples. */
export function textLine(type: string, number: string, amount: Minor): string {
  const left = toLatin1(`${documentNames[type] ?? 'Post'} ${number}`);
  const right = danishAmount(amount);
  return `${left}${right.padStart(Math.max(textWidth - left.length, right.length + 1))}`;
}
