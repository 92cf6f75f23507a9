import { sql } from 'kysely';
import { openMinorOf } from '#claims';
import { type CalendarDate, knownDate, minor } from '#kernel';
import type { Tx } from '#store';
import type { ChoiceRules, ClaimFacts, CustomerFacts, MandateFacts } from './choose-lines.ts';

interface Place {
  readonly company_id: number;
  readonly agreement_id: number;
  readonly built_to: string;
}

interface CustomerRow {
  readonly number: string;
  readonly is_known: boolean;
  readonly excluded: boolean | null;
  readonly blocked: string | null;
  readonly scheme_code: string | null;
  readonly mandates: readonly { group: string; number: string; from: string | null; to: string | null }[] | null;
  readonly unposted: readonly string[] | null;
  readonly has_parked: boolean;
  readonly taken: readonly string[] | null;
}

interface ClaimRow {
  readonly id: number;
  readonly customer_number: string;
  readonly document_type: string;
  readonly document_number: string;
  readonly posting_date: string;
  readonly due_date: string | null;
  readonly currency: string;
  readonly remaining_minor: number;
  readonly on_hold: string;
  readonly dispute_status: string;
  readonly applies_to_id: string;
  readonly is_eligible: boolean;
  readonly block_reason: string;
  readonly scheme_code: string;
  readonly is_collected: boolean;
  /** Money that came another way pays it, or a part of it, and is not yet in what Business Central told. */
  readonly is_being_paid: boolean;
}

/** The next customers with open claims after the journal's place, in the order of their numbers, with all that is known. */
export async function customersFrom(
  tx: Tx,
  journal: Place,
  rules: ChoiceRules,
  limit: number,
): Promise<readonly CustomerFacts[]> {
  const customers = await readCustomers(tx, journal, rules, limit);
  const claims = new Map<string, ClaimFacts[]>();
  const beingPaid = new Map<string, string[]>();
  for (const row of await readClaims(
    tx,
    journal.company_id,
    customers.map((customer) => customer.number),
  )) {
    if (row.is_being_paid) {
      beingPaid.set(row.customer_number, [...(beingPaid.get(row.customer_number) ?? []), row.document_number]);
    }
    const found = claims.get(row.customer_number);
    if (found) found.push(claimFacts(row));
    else claims.set(row.customer_number, [claimFacts(row)]);
  }
  return customers.map((row) => ({
    customerNumber: row.number,
    isKnown: row.is_known,
    isExcluded: row.excluded ?? false,
    isBlocked: row.blocked === 'All',
    schemeCode: row.scheme_code ?? '',
    mandates: (row.mandates ?? []).map(mandateFacts),
    unpostedDocuments: new Set([...(row.unposted ?? []), ...(beingPaid.get(row.number) ?? [])]),
    hasParkedPayments: row.has_parked,
    takenDates: new Set((row.taken ?? []).map(knownDate)),
    claims: claims.get(row.number) ?? [],
  }));
}

async function readCustomers(
  tx: Tx,
  journal: Place,
  rules: ChoiceRules,
  limit: number,
): Promise<readonly CustomerRow[]> {
  const company = journal.company_id;
  const { rows } = await sql<CustomerRow>`
    with chosen as (
      select distinct customer_number as number from claim
      where company_id = ${company} and is_open and customer_number > ${journal.built_to}
      order by customer_number limit ${limit}
    ), mandates as (
      select customer_number as number, jsonb_agg(jsonb_build_object('group', debtor_group, 'number', mandate_number,
        'from', valid_from, 'to', valid_to) order by debtor_group, mandate_number) as list
      from usable_mandate where company_id = ${company} and scheme_code = ${rules.schemeCode}
        and customer_number in (select number from chosen) group by 1
    ), unposted as (
      select customer_number as number, jsonb_agg(distinct document_number) as list from unposted_payment
      where company_id = ${company} and customer_number in (select number from chosen) group by 1
    ), parked as (
      select distinct customer_number as number from payment
      where company_id = ${company} and state in ('received', 'parked') and effect_minor > 0
        and customer_number in (select number from chosen)
    ), taken as (
      select customer_number as number, jsonb_agg(distinct payment_date) as list from collection_line
      where agreement_id = ${journal.agreement_id} and state not in ('faulty', 'withdrawn', 'refused')
        and customer_number in (select number from chosen) group by 1
    )
    select chosen.number, c.number is not null as is_known, c.excluded, c.blocked, c.scheme_code, mandates.list as mandates,
      unposted.list as unposted, parked.number is not null as has_parked, taken.list as taken
    from chosen
    left join customer c on c.company_id = ${company} and c.number = chosen.number
    left join mandates on mandates.number = chosen.number
    left join unposted on unposted.number = chosen.number
    left join parked on parked.number = chosen.number
    left join taken on taken.number = chosen.number
    order by chosen.number`.execute(tx);
  return rows;
}

async function readClaims(tx: Tx, companyId: number, customers: readonly string[]): Promise<readonly ClaimRow[]> {
  const { rows } = await sql<ClaimRow>`
    select id, customer_number, document_type, document_number, posting_date, due_date, currency, remaining_minor, on_hold,
      dispute_status, applies_to_id, is_eligible, block_reason, scheme_code,
      exists (select 1 from line_claim where claim_id = c.id and is_live) as is_collected,
      ${openMinorOf} <> remaining_minor as is_being_paid
    from claim c where company_id = ${companyId} and is_open and customer_number = any(${customers})
    order by customer_number, id`.execute(tx);
  return rows;
}

const dateOrNull = (text: string | null): CalendarDate | null => (text === null ? null : knownDate(text));

const mandateFacts = (row: {
  group: string;
  number: string;
  from: string | null;
  to: string | null;
}): MandateFacts => ({
  debtorGroup: row.group,
  mandateNumber: row.number,
  validFrom: dateOrNull(row.from),
  validTo: dateOrNull(row.to),
});

const claimFacts = (row: ClaimRow): ClaimFacts => ({
  id: row.id,
  documentType: row.document_type,
  documentNumber: row.document_number,
  postingDate: knownDate(row.posting_date),
  dueDate: dateOrNull(row.due_date),
  currency: row.currency,
  remaining: minor(row.remaining_minor),
  onHold: row.on_hold,
  disputeStatus: row.dispute_status,
  appliesToId: row.applies_to_id,
  isEligible: row.is_eligible,
  blockReason: row.block_reason,
  schemeCode: row.scheme_code,
  isBeingCollected: row.is_collected,
});
