import { bsAgreementRow } from '#test/agreement-row';
import { sql } from 'kysely';
import { moveLines } from '#journal';
import { type CalendarDate, knownDate, lineReference, momentOf } from '#kernel';
import { type Db, insertWithEvents, updateWithEvents } from '#store';

export const companyId = 1;
export const bcCompanyId = 'bc-company';
export const moment = momentOf(new Date('2026-03-10T09:00:00Z'));
export const actor = { by: 'a test', at: moment.at };
export const parts = { moment, by: actor.by };

export const march = (day: number): CalendarDate => knownDate(`2026-03-${String(day).padStart(2, '0')}`);

/** A company with an agreement and customers K1 to K9; Business Central writes their numbers as 00K1. */
export async function foundCompany(db: Db): Promise<void> {
  await db
    .insertInto('company')
    .values({ bc_id: bcCompanyId, environment: 'test', name: 'Test A/S', currency: 'DKK' })
    .execute();
  await db
    .insertInto('channel_agreement')
    .values(bsAgreementRow({ companyId, merge: { leastMinor: 1 } }))
    .execute();
  for (let n = 1; n <= 9; n++) {
    await sql`insert into customer values (${companyId}, ${`K${n}`}, ${`c${n}`}, ${`00K${n}`}, ${`Customer ${n}`}, '', '', '', '',
      'DK', '', 'DKK', '', 'BS', false, '2026-01-01T00:00:00Z')`.execute(db);
  }
}

export interface NewClaim {
  readonly customer: string;
  readonly minor: number;
  readonly postingDate?: CalendarDate;
  readonly currency?: string;
  /** Its number in Business Central; left out, the next that is free. */
  readonly entryNumber?: number;
}

let lastEntry = 1000;

export async function addClaim(db: Db, claim: NewClaim): Promise<{ id: number; entryNumber: number; minor: number }> {
  const entryNumber = claim.entryNumber ?? (lastEntry += 1);
  const { id } = await db
    .insertInto('claim')
    .values({
      company_id: companyId,
      bc_id: `e${entryNumber}`,
      entry_number: entryNumber,
      document_type: claim.minor < 0 ? 'CreditMemo' : 'Invoice',
      document_number: `F${entryNumber}`,
      customer_number: claim.customer,
      posting_date: claim.postingDate ?? march(1),
      due_date: march(2),
      currency: claim.currency ?? 'DKK',
      original_minor: claim.minor,
      remaining_minor: claim.minor,
      is_open: true,
      on_hold: '',
      dispute_status: '',
      applies_to_id: '',
      is_eligible: true,
      block_reason: '',
      scheme_code: 'BS',
      description: '',
      modified_at: '2026-03-01T00:00:00Z',
      read_number: 1,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, entryNumber, minor: claim.minor };
}

export interface MadeLine {
  readonly id: number;
  readonly reference: string;
  readonly customer: string;
  readonly minor: number;
  readonly claims: readonly { id: number; entryNumber: number; minor: number }[];
}

export interface MadeJournal {
  readonly id: number;
  readonly deliveryId: number;
  readonly lines: readonly MadeLine[];
}

let dates = 0;

/** A journal whose lines went out in one delivery that Nets accepted; each customer's claims are one line. */
export async function sendJournal(db: Db, wanted: readonly (readonly NewClaim[])[]): Promise<MadeJournal> {
  dates += 1;
  const paymentDate = march(2 + (dates % 7));
  const groups = [];
  for (const claims of wanted) {
    const made = [];
    for (const claim of claims) made.push(await addClaim(db, claim));
    groups.push({ customer: claims[0]?.customer ?? '', claims: made });
  }
  const total = groups.flatMap(({ claims }) => claims).reduce((sum, claim) => sum + claim.minor, 0);
  const count = groups.reduce((sum, { claims }) => sum + claims.length, 0);
  const [journal] = await insertWithEvents(
    db,
    'journal',
    [
      {
        company_id: companyId,
        agreement_id: 1,
        section: '0112',
        payment_date: paymentDate,
        due_from: '2026-01-01',
        due_to: '2026-03-31',
        state: 'building',
        command_key: `journal ${dates}`,
        built_to: '',
        open_count: count,
        open_minor: total,
        chosen_count: count,
        chosen_minor: total,
        left_out_count: 0,
        left_out_minor: 0,
        built_by: actor.by,
        created_at: actor.at,
      },
    ],
    'ordered',
    actor,
  );
  const journalId = journal?.id ?? 0;
  const lines = [];
  for (const { customer, claims } of groups) lines.push(await addLine(db, journalId, paymentDate, customer, claims));
  for (const [state, type] of [
    ['built', 'built'],
    ['validated', 'validated'],
    ['approved', 'approved'],
    ['exported', 'exported'],
  ]) {
    await updateWithEvents(db, 'journal', { state }, sql`r.id = ${journalId}`, type ?? '', actor);
  }
  for (const action of ['passCheck', 'approve'] as const)
    await moveLines(db, action, sql`r.journal_id = ${journalId}`, actor);
  const deliveryId = await freezeLines(db, journalId);
  await answerDelivery(db, deliveryId, 'accept');
  return { id: journalId, deliveryId, lines };
}

async function addLine(
  db: Db,
  journalId: number,
  paymentDate: CalendarDate,
  customer: string,
  claims: MadeLine['claims'],
): Promise<MadeLine> {
  const { rows } = await sql<{ n: number }>`select nextval('line_reference_number') as n`.execute(db);
  const reference = lineReference(rows[0]?.n ?? 0);
  const total = claims.reduce((sum, claim) => sum + claim.minor, 0);
  const [line] = await insertWithEvents(
    db,
    'collection_line',
    [
      {
        company_id: companyId,
        journal_id: journalId,
        agreement_id: 1,
        reference,
        customer_number: customer,
        debtor_group: '00001',
        mandate_number: null,
        payment_date: paymentDate,
        direction: 'collect',
        amount_minor: total,
        currency: 'DKK',
        state: 'built',
        paid_minor: 0,
      },
    ],
    'built',
    actor,
  );
  const id = line?.id ?? 0;
  for (const claim of claims) {
    await db.insertInto('line_claim').values({ line_id: id, claim_id: claim.id, amount_minor: claim.minor }).execute();
  }
  return { id, reference, customer, minor: total, claims };
}

let deliveryNumber = 0;

/** Puts the journal's approved lines into a delivery that is on its way. */
export async function freezeLines(db: Db, journalId: number): Promise<number> {
  deliveryNumber += 1;
  const { rows } = await sql<{ count: number; minor: number }>`select count(*) as count, sum(amount_minor) as minor
    from collection_line where journal_id = ${journalId} and state = 'approved'`.execute(db);
  const [made] = await insertWithEvents(
    db,
    'delivery',
    [
      {
        company_id: companyId,
        agreement_id: 1,
        journal_id: journalId,
        purpose: 'collect',
        delivery_number: deliveryNumber,
        file_name: `out-${deliveryNumber}`,
        sha256: `sha-out-${deliveryNumber}`,
        size: 128,
        state: 'frozen',
        sections: 1,
        records: 4,
        collections: rows[0]?.count ?? 0,
        texts: 0,
        addresses: 0,
        net_minor: rows[0]?.minor ?? 0,
        created_at: actor.at,
      },
    ],
    'frozen',
    actor,
  );
  const id = made?.id ?? 0;
  await moveLines(db, 'export', sql`r.journal_id = ${journalId}`, actor, { delivery_id: id });
  for (const state of ['uploading', 'renaming', 'sent']) {
    await updateWithEvents(db, 'delivery', { state }, sql`r.id = ${id}`, state, actor);
  }
  return id;
}

export async function answerDelivery(db: Db, id: number, answer: 'accept' | 'refuse'): Promise<void> {
  const state = answer === 'accept' ? 'accepted' : 'refused';
  await updateWithEvents(db, 'delivery', { state }, sql`r.id = ${id}`, answer, actor);
  await moveLines(db, answer === 'accept' ? 'acknowledge' : 'refuse', sql`r.delivery_id = ${id}`, actor);
}
