import { sql } from 'kysely';
import { expect } from 'vitest';
import type { OpenChannel } from '#channels';
import { actOnException } from '#exceptions';
import {
  applyReceipt,
  approveJournal,
  buildJournal,
  channelOf,
  exportJournal,
  moveDeliveries,
  orderJournal,
  validateJournal,
} from '#journal';
import { type CalendarDate, knownDate, type Moment, momentOf } from '#kernel';
import { ingestFile, matchPayments, paymentHandlers, registerFile } from '#payments';
import { controlTotals } from '#posting';
import { testDatabase } from '#test/database';
import { memoryVault } from '#test/memory-vault';
import { replayAll } from '#test/replay-all';
import type { bsAgreementRow, lsAgreementRow, sepaAgreementRow, statementsAgreementRow } from './agreement-row.ts';

export const companyId = 1;
/** A Tuesday morning; a week before `paymentDate`, which is a banking day everywhere. */
export const inTime = momentOf(new Date('2026-02-03T08:00:00Z'));
export const paymentDate = knownDate('2026-02-10');
const debtorIban = 'DE89370400440532013000';

type AgreementRow = ReturnType<
  typeof bsAgreementRow | typeof lsAgreementRow | typeof sepaAgreementRow | typeof statementsAgreementRow
>;

export interface ClaimOfChannel {
  readonly customer: string;
  readonly minor: number;
  readonly currency?: string;
  readonly scheme?: string;
  readonly due?: string;
}

export interface MandateOfChannel {
  readonly scheme?: string;
  readonly number?: string;
  readonly group?: string;
  readonly status?: string;
  readonly iban?: string;
  readonly signedOn?: string | null;
  readonly validTo?: string | null;
}

/** A company with agreements of any channels in a real database: from claims to files, and from files to payments. */
export async function openChannelBooks(agreements: readonly AgreementRow[]) {
  const database = await testDatabase();
  const { db } = database;
  const vault = memoryVault();
  const company = { bc_id: 'c1', environment: 'test', name: 'Test A/S', currency: 'DKK' };
  await db.insertInto('company').values(company).execute();
  for (const row of agreements) await db.insertInto('channel_agreement').values(row).execute();
  const schemeOf = new Map(agreements.map((row) => [row.key, row.scheme_code]));
  const [usualScheme = ''] = schemeOf.values();
  let entry = 0;

  const partsAt = (moment: Moment = inTime, by = 'clerk@test') => ({
    database,
    vault,
    moment,
    by,
    applyReceipt,
    transportOf: (): Promise<never> => Promise.reject(new Error('no file here is sealed')),
  });

  const addCustomer = (number: string, patch: Readonly<Record<string, unknown>> = {}) =>
    sql`insert into customer
      select * from jsonb_populate_record(null::customer, ${JSON.stringify({
        ...customerRow(number, usualScheme),
        ...patch,
      })}::jsonb) on conflict do nothing`.execute(db);

  const addClaim = async (spec: ClaimOfChannel): Promise<number> => {
    await addCustomer(spec.customer);
    entry += 1;
    const row = claimRow({ scheme: usualScheme, ...spec }, entry);
    const { id } = await db.insertInto('claim').values(row).returning('id').executeTakeFirstOrThrow();
    return id;
  };

  const addMandate = async (customer: string, spec: MandateOfChannel = {}): Promise<void> => {
    await addCustomer(customer);
    const number = spec.number ?? `M-${customer}`;
    await db
      .insertInto('mandate')
      .values({
        company_id: companyId,
        bc_id: `m-${customer}-${number}`,
        scheme_code: spec.scheme ?? usualScheme,
        customer_number: customer,
        debtor_group: spec.group ?? '',
        mandate_number: number,
        status: spec.status ?? 'Active',
        valid_from: null,
        valid_to: spec.validTo ?? null,
        modified_at: '',
        iban: spec.iban ?? debtorIban,
        bic: '',
        signed_on: spec.signedOn === undefined ? '2025-06-01' : spec.signedOn,
      })
      .execute();
  };

  const order = async (agreementKey: string, commandKey: string, date: CalendarDate = paymentDate, moment = inTime) => {
    const ordered = await orderJournal({ companyId, agreementKey, paymentDate: date, commandKey }, partsAt(moment));
    if (!ordered.ok) throw new Error(ordered.error.code);
    return ordered.value;
  };

  /** A journal of all there is, checked and approved. @returns its number */
  const approved = async (agreementKey: string, commandKey = 'one', date?: CalendarDate, moment = inTime) => {
    const journalId = await order(agreementKey, commandKey, date, moment);
    for (const step of [buildJournal, validateJournal, approveJournal] as const) {
      const done = await step({ journalId }, partsAt(moment));
      if (!done.ok) throw new Error(done.error.code);
    }
    return journalId;
  };

  /** The same, frozen into a delivery. */
  const frozen = async (agreementKey: string, commandKey = 'one', date?: CalendarDate, moment = inTime) => {
    const journalId = await approved(agreementKey, commandKey, date, moment);
    const exported = await exportJournal({ journalId }, partsAt(moment));
    if (!exported.ok || exported.value === null) throw new Error('Nothing was exported');
    return { journalId, deliveryId: exported.value };
  };

  /** The same, and it has arrived with the receiver. */
  const sent = async (agreementKey: string, commandKey = 'one', date?: CalendarDate, moment = inTime) => {
    const made = await frozen(agreementKey, commandKey, date, moment);
    for (const action of ['upload', 'rename', 'arrive'] as const) {
      await moveDeliveries(db, action, sql`r.id = ${made.deliveryId}`, { by: 'queue', at: moment.at });
    }
    return made;
  };

  const deliveryOf = (id: number) =>
    db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const bytesOf = async (deliveryId: number): Promise<Buffer> => {
    const { sha256 } = await deliveryOf(deliveryId);
    return vault.files.get(sha256) ?? Buffer.alloc(0);
  };

  const register = (bytes: Buffer, fileName: string, agreementId = 1) =>
    registerFile(
      {
        agreementId,
        transport: 'memory',
        fileName,
        sha256: vault.keep(bytes),
        size: bytes.length,
        head: bytes.subarray(0, 8192),
      },
      partsAt(),
    );

  const matchAll = (fileId: number) => matchPayments({ fileId, fromLine: 1, toLine: 1_000_000 }, partsAt());

  /** Registers, takes in and matches a file, as the queue would. */
  const receive = async (bytes: Buffer | string, fileName: string, agreementId = 1) => {
    const registered = await register(Buffer.from(bytes), fileName, agreementId);
    const outcome = await ingestFile({ fileId: registered.fileId }, partsAt());
    return { ...registered, ingested: outcome, settled: await matchAll(registered.fileId) };
  };

  /** A person lets a file that was set aside be taken in again; and it is. */
  const retryFile = async (fileId: number) => {
    const { id } = await db
      .selectFrom('exception')
      .select('id')
      .where('subject', '=', 'file')
      .where('subject_id', '=', fileId)
      .where('state', '=', 'open')
      .executeTakeFirstOrThrow();
    const command = { exceptionId: id, action: 'retry', reason: 'it is mended' } as const;
    const done = await actOnException(command, { ...partsAt(), handlers: paymentHandlers });
    if (!done.ok) throw new Error(done.error.code);
    return { ingested: await ingestFile({ fileId }, partsAt()), settled: await matchAll(fileId) };
  };

  const lines = () => db.selectFrom('collection_line').selectAll().orderBy('id').execute();
  const lineOf = async (customer: string) => {
    const found = (await lines()).filter((line) => line.customer_number === customer).at(-1);
    if (!found) throw new Error(`${customer} has no line`);
    return found;
  };
  /** Each customer's latest line, as state. */
  const states = async (): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries((await lines()).map((line) => [line.customer_number, line.state]));
  const payments = (fileId?: number) => {
    const all = db.selectFrom('payment').selectAll().orderBy('id');
    return (fileId === undefined ? all : all.where('file_id', '=', fileId)).execute();
  };
  const openCodes = async (): Promise<readonly string[]> => {
    const rows = await db.selectFrom('exception').select('code').where('state', '=', 'open').orderBy('id').execute();
    return rows.map(({ code }) => code);
  };
  const fileOf = (id: number) =>
    db.selectFrom('inbound_file').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const channelNamed = async (key: string): Promise<OpenChannel> =>
    channelOf(await db.selectFrom('channel_agreement').selectAll().where('key', '=', key).executeTakeFirstOrThrow());

  /** What must hold whatever happened: states are the fold of events, the chain ties, money is spread out once. */
  const expectSound = async (): Promise<void> => {
    expect((await replayAll(db)).findings).toEqual([]);
    const { currencies } = await controlTotals(db, { companyId });
    expect(currencies.flatMap(({ ties }) => ties.filter(({ ok }) => !ok).map(({ explain }) => explain))).toEqual([]);
    const uneven = await sql`
      select p.id, p.state, p.effect_minor from payment p
      left join allocation a on a.payment_id = p.id and not a.is_undone
      group by p.id having p.state = 'matched' and coalesce(sum(a.amount_minor), 0) <> p.effect_minor
        or p.state in ('noted', 'received') and count(a.id) > 0`.execute(db);
    expect(uneven.rows).toEqual([]);
  };

  return {
    database,
    db,
    vault,
    partsAt,
    addCustomer,
    addClaim,
    addMandate,
    order,
    approved,
    frozen,
    sent,
    deliveryOf,
    bytesOf,
    register,
    matchAll,
    receive,
    retryFile,
    lines,
    lineOf,
    states,
    payments,
    openCodes,
    fileOf,
    channelNamed,
    expectSound,
    close: () => database.close(),
  };
}

export type ChannelBooks = Awaited<ReturnType<typeof openChannelBooks>>;

const customerRow = (number: string, scheme: string) => ({
  company_id: companyId,
  number,
  bc_id: `bc-${number}`,
  display_number: number,
  name: `Customer ${number}`,
  address1: 'Nygade 1',
  address2: '',
  city: 'Aarhus C',
  postcode: '8000',
  country: '',
  tax_number: '',
  currency: '',
  blocked: '',
  scheme_code: scheme,
  excluded: false,
  modified_at: '',
});

const claimRow = (spec: ClaimOfChannel & { readonly scheme: string }, entry: number) => ({
  company_id: companyId,
  bc_id: `e${entry}`,
  entry_number: entry,
  document_type: spec.minor < 0 ? 'Credit Memo' : 'Invoice',
  document_number: `F${entry}`,
  customer_number: spec.customer,
  posting_date: '2026-01-01',
  due_date: spec.due ?? '2026-02-01',
  currency: spec.currency ?? 'DKK',
  original_minor: spec.minor,
  remaining_minor: spec.minor,
  is_open: true,
  on_hold: '',
  dispute_status: '',
  applies_to_id: '',
  is_eligible: true,
  block_reason: '',
  scheme_code: spec.scheme,
  description: '',
  modified_at: '',
  read_number: 1,
});
