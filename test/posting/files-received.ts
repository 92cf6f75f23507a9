import { sql } from 'kysely';
import { moveLines } from '#journal';
import type { CalendarDate } from '#kernel';
import { type Db, insertWithEvents, updateWithEvents } from '#store';
import { actor, companyId, type MadeLine, march } from './books.ts';

export interface Told {
  readonly line: MadeLine;
  /** Positive: paid; negative: charged back. Left out: what the line asks. */
  readonly effect?: number;
  readonly kind?: 'paid' | 'chargedBack' | 'rejected';
  readonly bookkeepingDate?: CalendarDate | null;
  /** Left out: the shares of the line, with the sign of the effect. */
  readonly allocations?: readonly {
    readonly claimId: number | null;
    readonly minor: number;
    readonly customer?: string;
    readonly discount?: number;
    readonly writeOff?: number;
  }[];
  readonly reversesId?: number;
  /** It names no line of ours: a plain transfer. */
  readonly isWithoutLine?: boolean;
  readonly currency?: string;
}

let files = 0;

/** A file of payments that were matched, each line of it one payment. @returns the payments' ids */
export async function receiveFile(
  db: Db,
  told: readonly Told[],
): Promise<{ fileId: number; paymentIds: readonly number[] }> {
  files += 1;
  const effects = told.map(
    ({ effect, line, kind }) => effect ?? (kind === undefined || kind === 'paid' ? line.minor : -line.minor),
  );
  const [file] = await insertWithEvents(
    db,
    'inbound_file',
    [
      {
        company_id: companyId,
        agreement_id: 1,
        transport: 'sftp',
        file_name: `in-${files}`,
        sha256: `sha-in-${files}`,
        size: 128,
        format: '0602',
        state: 'received',
        delivery_number: String(files).padStart(10, '0'),
        fact_count: told.length,
        effect_minor: effects.reduce((sum, effect) => sum + effect, 0),
        ingested_to: told.length,
        received_at: actor.at,
      },
    ],
    'receive',
    actor,
  );
  const fileId = file?.id ?? 0;
  for (const [state, type] of [
    ['checked', 'check'],
    ['ingested', 'ingest'],
  ]) {
    await updateWithEvents(db, 'inbound_file', { state }, sql`r.id = ${fileId}`, type ?? '', actor);
  }
  const paymentIds = [];
  for (const [i, one] of told.entries()) paymentIds.push(await addPayment(db, fileId, i + 1, one, effects[i] ?? 0));
  return { fileId, paymentIds };
}

async function addPayment(db: Db, fileId: number, lineNumber: number, told: Told, effect: number): Promise<number> {
  const { line } = told;
  const kind = told.kind ?? 'paid';
  const [made] = await insertWithEvents(
    db,
    'payment',
    [
      {
        company_id: companyId,
        agreement_id: 1,
        file_id: fileId,
        line_number: lineNumber,
        record_code: kind === 'paid' ? '0236' : '0239',
        kind,
        means: 'automatic',
        debtor_group: '00001',
        customer_number: line.customer,
        due_date: march(2),
        asked_minor: line.minor,
        actual_minor: Math.abs(effect),
        effect_minor: effect,
        reference: line.reference,
        actual_date: null,
        bookkeeping_date: told.bookkeepingDate === undefined ? march(3) : told.bookkeepingDate,
        payment_key: `key ${fileId} ${lineNumber}`,
        currency: told.currency ?? 'DKK',
        state: 'received',
      },
    ],
    'receive',
    actor,
  );
  const id = made?.id ?? 0;
  await db
    .insertInto('file_record')
    .values({
      file_id: fileId,
      line_number: lineNumber,
      byte_from: lineNumber * 130,
      byte_to: lineNumber * 130 + 128,
      layout: '0602.042',
    })
    .execute();
  const action = kind === 'paid' ? 'pay' : 'chargeBack';
  const paidMinor = kind === 'paid' ? Math.abs(effect) : 0;
  if (!told.isWithoutLine) await moveLines(db, action, sql`r.id = ${line.id}`, actor, { paid_minor: paidMinor });
  await updateWithEvents(
    db,
    'payment',
    { state: 'matched', line_id: told.isWithoutLine ? null : line.id, reverses_id: told.reversesId ?? null },
    sql`r.id = ${id}`,
    'match',
    actor,
  );
  const shares =
    told.allocations ?? line.claims.map((claim) => ({ claimId: claim.id, minor: Math.sign(effect) * claim.minor }));
  await insertWithEvents(
    db,
    'allocation',
    shares.map((share) => ({
      company_id: companyId,
      payment_id: id,
      line_id: told.isWithoutLine ? null : line.id,
      claim_id: share.claimId,
      customer_number: 'customer' in share && share.customer !== undefined ? share.customer : line.customer,
      amount_minor: share.minor,
      discount_minor: ('discount' in share ? share.discount : undefined) ?? 0,
      write_off_minor: ('writeOff' in share ? share.writeOff : undefined) ?? 0,
      rung: 'our reference',
      explanation: { rung: 'our reference' },
      is_undone: false,
    })),
    'allocate',
    actor,
  );
  return id;
}
