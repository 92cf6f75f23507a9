import { sql } from 'kysely';
import type { DbOrTx } from '#store';

export interface JournalView {
  readonly id: number;
  readonly companyId: number;
  readonly agreement: string;
  readonly section: string;
  readonly paymentDate: string;
  readonly dueFrom: string;
  readonly dueTo: string;
  readonly state: string;
  readonly builtBy: string;
  readonly approvedBy: string | null;
  readonly createdAt: string;
  readonly open: { readonly count: number; readonly minor: number };
  readonly chosen: { readonly count: number; readonly minor: number };
  readonly leftOut: { readonly count: number; readonly minor: number };
  readonly lines: { readonly count: number; readonly minor: number };
  readonly linesByState: Readonly<Record<string, number>>;
  readonly leftOutByReason: Readonly<Record<string, number>>;
}

/** Journals, newest first; `before` pages on from the last id seen. */
export async function listJournals(
  db: DbOrTx,
  which: {
    readonly companyId?: number;
    readonly journalId?: number;
    readonly before?: number | undefined;
    readonly limit: number;
  },
): Promise<readonly JournalView[]> {
  const { rows } = await sql<JournalView>`
    select j.id, j.company_id as "companyId", a.key as agreement, j.section, j.payment_date as "paymentDate",
      j.due_from as "dueFrom", j.due_to as "dueTo", j.state, j.built_by as "builtBy", j.approved_by as "approvedBy",
      to_char(j.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt",
      jsonb_build_object('count', j.open_count, 'minor', j.open_minor) as open,
      jsonb_build_object('count', j.chosen_count, 'minor', j.chosen_minor) as chosen,
      jsonb_build_object('count', j.left_out_count, 'minor', j.left_out_minor) as "leftOut",
      jsonb_build_object('count', coalesce(l.count, 0), 'minor', coalesce(l.minor, 0)) as lines,
      coalesce(l.by_state, '{}') as "linesByState", coalesce(o.by_reason, '{}') as "leftOutByReason"
    from journal j
    join channel_agreement a on a.id = j.agreement_id
    left join lateral (
      select sum(n) as count, sum(m) as minor, jsonb_object_agg(state, n) as by_state
      from (select state, count(*) as n, sum(amount_minor) as m from collection_line where journal_id = j.id group by state) s
    ) l on true
    left join lateral (
      select jsonb_object_agg(reason, n) as by_reason
      from (select reason, count(*) as n from left_out where journal_id = j.id group by reason) s
    ) o on true
    where (${which.companyId ?? null}::bigint is null or j.company_id = ${which.companyId ?? null})
      and (${which.journalId ?? null}::bigint is null or j.id = ${which.journalId ?? null})
      and (${which.before ?? null}::bigint is null or j.id < ${which.before ?? null})
    order by j.id desc limit ${which.limit}`.execute(db);
  return rows;
}

export interface DeliveryView {
  readonly id: number;
  readonly journalId: number;
  readonly purpose: string;
  readonly deliveryNumber: number;
  readonly fileName: string;
  readonly sha256: string;
  readonly size: number;
  readonly state: string;
  readonly collections: number;
  readonly netMinor: number;
  readonly receiptText: string | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
}

/** Deliveries sent, newest first. */
export async function listDeliveries(
  db: DbOrTx,
  which: { readonly companyId: number; readonly before?: number | undefined; readonly limit: number },
): Promise<readonly DeliveryView[]> {
  const { rows } = await sql<DeliveryView>`
    select id, journal_id as "journalId", purpose, delivery_number as "deliveryNumber", file_name as "fileName", sha256, size,
      state, collections, net_minor as "netMinor", receipt_text as "receiptText",
      to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt",
      to_char(sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "sentAt"
    from delivery where company_id = ${which.companyId} and (${which.before ?? null}::bigint is null or id < ${which.before ?? null})
    order by id desc limit ${which.limit}`.execute(db);
  return rows;
}
