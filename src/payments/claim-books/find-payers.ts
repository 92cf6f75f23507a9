import { sql } from 'kysely';
import type { Tx } from '#store';
import type { PayerHistory, Remittance } from '../ladder/facts.ts';

/** So many payments of an account are looked back upon: enough to know one payer from a payment service. */
const mostPayments = 500;

/**
 * For whom the accounts paid before: by payments that stand by stronger proof than the account itself, and by the mandates
 * that name the account. Asked of what stands now, so that whatever is undone or charged back has no say any more.
 */
export async function findPayers(
  tx: Tx,
  companyId: number,
  remittances: readonly Remittance[],
): Promise<ReadonlyMap<string, readonly PayerHistory[]>> {
  const accounts = [...new Set(remittances.map(({ payerAccount }) => payerAccount).filter((one) => one !== ''))];
  if (accounts.length === 0) return new Map();
  const { rows } = await sql<{ account: string; customer: string; times: number; undone: number; said: number }>`
    select k.v as account, o.customer, sum(o.times)::bigint as times, max(o.undone) as undone, max(o.said) as said
    from unnest(${accounts}::text[]) as k(v)
    cross join lateral (
      select a.customer_number as customer,
        count(distinct a.payment_id) filter (where not a.is_undone and a.rung in ('line reference', 'payment id',
          'end-to-end or mandate id', 'document numbers', 'a person')) as times,
        coalesce(max(a.id) filter (where a.is_undone and a.undone_by is not null), 0) as undone,
        coalesce(max(a.id) filter (where not a.is_undone and a.rung = 'a person'), 0) as said
      from (
        select p.id from payment p
        where p.company_id = ${companyId} and p.payer_account = k.v and p.payer_account <> ''
          and p.kind = 'paid' and p.state in ('matched', 'parked')
        order by p.id desc limit ${mostPayments}) p
      join allocation a on a.payment_id = p.id
      group by 1
      union all
      select m.customer_number, 1, 0, 0 from mandate m
      where m.company_id = ${companyId} and m.iban = k.v and m.iban <> ''
      offset 0) o
    group by 1, 2`.execute(tx);
  const found = new Map<string, PayerHistory[]>();
  for (const { account, customer, times, undone, said } of rows) {
    const history = found.get(account) ?? [];
    // A person who gave the account's money to the customer later knows better than the one who undid it.
    history.push({ customerNumber: customer, times, wasUndone: undone > said });
    found.set(account, history);
  }
  return found;
}

/** What persons undid of these very payments, or of others that were told under the same keys. */
export async function findUndone(
  tx: Tx,
  companyId: number,
  remittances: readonly Remittance[],
): Promise<ReadonlyMap<string, readonly { readonly customerNumber: string }[]>> {
  const keys = [...new Set(remittances.map(({ paymentKey }) => paymentKey))];
  const { rows } = await sql<{ paymentKey: string; customerNumber: string }>`
    select distinct k.v as "paymentKey", o.customer_number as "customerNumber"
    from unnest(${keys}::text[]) as k(v)
    cross join lateral (
      select a.customer_number from payment p join allocation a on a.payment_id = p.id
      where p.company_id = ${companyId} and p.payment_key = k.v and a.is_undone and a.undone_by is not null offset 0) o
    `.execute(tx);
  const found = new Map<string, { customerNumber: string }[]>();
  for (const { paymentKey, customerNumber } of rows) {
    found.set(paymentKey, [...(found.get(paymentKey) ?? []), { customerNumber }]);
  }
  return found;
}
