import { sql } from 'kysely';
import type { Tx } from '#store';
import type { LockedFact } from './claim-books/remittance-of.ts';

/**
 * Locks payments in the order of their ids and reads what decides about them.
 *
 * @param mode `skip`: those that somebody else works on are left to him
 */
export async function lockFacts(
  tx: Tx,
  where: ReturnType<typeof sql>,
  mode: 'wait' | 'skip' = 'wait',
): Promise<readonly LockedFact[]> {
  const found = await sql<LockedFact>`
    select p.id as "paymentId", p.agreement_id as "agreementId", p.file_id as "fileId", p.line_number as "lineNumber",
      (select format from inbound_file f where f.id = p.file_id) as format,
      p.kind, p.means, p.debtor_group as "debtorGroup", p.customer_number as "customerNumber", p.due_date as "dueDate",
      p.effect_minor as "effectMinor", p.reference, p.payment_key as "paymentKey", p.currency,
      coalesce(p.mandate_number, p.bank ->> 'mandateId', '') as "mandateNumber", p.bank is not null as "isFromBank",
      coalesce((p.bank ->> 'isCopy')::boolean, false) as "isCopy",
      nullif(trim(concat_ws(' ', p.bank #>> '{returnReason,code}', p.bank #>> '{returnReason,words}',
        p.bank #>> '{returnReason,text}')), '') as "bankReason",
      case when p.kind = 'paid' and p.effect_minor > 0 then p.bank end as bank,
      coalesce(p.payer_account, '') as "payerAccount",
      coalesce(p.bookkeeping_date, p.actual_date,
        (select received_at::date from inbound_file f where f.id = p.file_id)) as "bookedOn"
    from payment p where ${where} order by p.id for update ${mode === 'skip' ? sql`skip locked` : sql``}`.execute(tx);
  return found.rows;
}
