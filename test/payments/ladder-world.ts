import { sql } from 'kysely';
import type { CalendarDate } from '#kernel';
import { sepaAgreementRow, statementsAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, openChannelBooks } from '#test/channel-books';
import { type Transfer, transferFile } from './transfers.ts';

/** A payment as it stands: its state, what waits about it, and where its money is. */
export interface Standing {
  readonly id: number;
  readonly state: string;
  /** Codes of open entries about it. */
  readonly code: string | null;
  /** `customer document minor [discount] rung`, of what stands. */
  readonly went: readonly string[] | null;
  readonly explanation: { readonly suggestions?: readonly { readonly customerNumber: string }[] } | null;
}

export type LadderWorld = Awaited<ReturnType<typeof openLadderWorld>>;

/** A company whose bank tells of transfers, with whatever customers and claims a test needs. */
export async function openLadderWorld(agreements: readonly ('bank' | 'sepa')[] = ['bank']) {
  const books: ChannelBooks = await openChannelBooks(
    agreements.map((one) =>
      one === 'bank' ? statementsAgreementRow({ companyId: 1 }) : sepaAgreementRow({ companyId: 1 }),
    ),
  );
  const bankId = agreements.indexOf('bank') + 1;
  let files = 0;

  const fileOf = (transfers: readonly Transfer[], options: { kind?: '053' | '054'; currency?: string } = {}) => {
    files += 1;
    return { bytes: Buffer.from(transferFile({ id: `N${files}`, transfers, ...options })), name: `N${files}.xml` };
  };

  /** Receives one file. @returns its payments as they stand then */
  const receive = async (transfers: readonly Transfer[], options: { kind?: '053' | '054'; currency?: string } = {}) => {
    const { bytes, name } = fileOf(transfers, options);
    const { fileId } = await books.receive(bytes, name, bankId);
    return standing(sql`p.file_id = ${fileId}`);
  };

  const standing = async (where: ReturnType<typeof sql>): Promise<readonly Standing[]> => {
    const { rows } = await sql<Standing>`
      select p.id, p.state, p.explanation,
        (select string_agg(e.code, ' ') from exception e
         where e.subject = 'payment' and e.subject_id = p.id and e.state = 'open') as code,
        (select jsonb_agg(concat_ws(' ', a.customer_number, coalesce(c.document_number, 'on account'), a.amount_minor,
            nullif(a.discount_minor, 0), a.rung) order by a.id)
         from allocation a left join claim c on c.id = a.claim_id where a.payment_id = p.id and not a.is_undone) as went
      from payment p where ${where} order by p.id`.execute(books.db);
    return rows;
  };

  /** An open claim under a document number of its own. */
  const claimOf = async (
    customer: string,
    number: string,
    minor: number,
    patch: Readonly<Record<string, unknown>> & { readonly due?: CalendarDate } = {},
  ): Promise<number> => {
    const id = await books.addClaim({ customer, minor });
    const row = { document_number: number, ...patch };
    await books.db.updateTable('claim').set(row).where('id', '=', id).execute();
    return id;
  };

  /** A person undid all that stands of a payment, as the error log does it. */
  const undo = (paymentId: number) =>
    sql`update allocation set is_undone = true, undone_by = 'anna', undone_reason = 'not theirs'
      where payment_id = ${paymentId} and not is_undone`.execute(books.db);

  const take = (bytes: Buffer, name: string) => books.receive(bytes, name, bankId);

  return { ...books, take, bankId, fileOf, receive, standing, claimOf, undo };
}

export const ibanOf = (n: number): string => `DE00000000000000${String(n).padStart(6, '0')}`;
