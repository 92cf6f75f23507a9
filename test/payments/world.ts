import { bsAgreementRow } from '#test/agreement-row';
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Vault } from '#files';
import { applyReceipt, type LineState } from '#journal';
import { lineReference, momentOf, problem, ProblemError } from '#kernel';
import { ingestFile, matchPayments, registerFile } from '#payments';
import { insertWithEvents, updateWithEvents } from '#store';
import { testDatabase } from '#test/database';
import { replayAll } from '#test/replay-all';
import { creditor } from './write-0602.ts';

export const moment = momentOf(new Date('2026-02-03T05:00:00Z'));
export const actor = { by: 'a test', at: moment.at };

export interface LineSpec {
  readonly customer: string;
  /** What each claim asks, in øre. */
  readonly shares: readonly number[];
  readonly state?: LineState;
  readonly due?: string;
  readonly group?: string;
  readonly direction?: 'collect' | 'disburse';
  /** Claims of another line in place of new ones. */
  readonly claimIds?: readonly number[];
}

export interface TestLine {
  readonly id: number;
  readonly reference: string;
  readonly claimIds: readonly number[];
}

/** A vault in memory that can fail after so many blocks. */
export function memoryVault() {
  const files = new Map<string, Buffer>();
  let blocksLeft = Number.POSITIVE_INFINITY;
  const blockSize = 16 * 1024;
  async function* open(sha256: string): AsyncGenerator<Buffer> {
    const bytes = files.get(sha256);
    if (!bytes) throw new ProblemError(problem('NOT_FOUND', { what: 'stored file', id: sha256 }));
    for (let at = 0; at < bytes.length; at += blockSize) {
      if (blocksLeft-- <= 0) throw new Error('the vault went away');
      yield await Promise.resolve(bytes.subarray(at, at + blockSize));
    }
  }
  const keep = (bytes: Buffer): string => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    files.set(sha256, bytes);
    return sha256;
  };
  const vault: Vault = {
    put: () => Promise.reject(new Error('not here')),
    open,
    async *openRange(sha256, from, to) {
      yield await Promise.resolve((files.get(sha256) ?? Buffer.alloc(0)).subarray(from, to));
    },
    has: (sha256) => Promise.resolve(files.has(sha256)),
  };
  return { ...vault, keep, failAfter: (blocks: number) => (blocksLeft = blocks) };
}

/** One company with customers, claims and lines that were sent, in a real database. */
export async function openWorld() {
  const database = await testDatabase();
  const { db } = database;
  const vault = memoryVault();
  const parts = {
    database,
    vault,
    moment,
    by: actor.by,
    applyReceipt,
    transportOf: () => Promise.reject(new Error('no file here is sealed')),
  };
  let number = 0;
  let entry = 0;
  await db
    .insertInto('company')
    .values({ bc_id: 'c1', environment: 'test', name: 'Test A/S', currency: 'DKK' })
    .execute();
  const agreement = (key: string, pbs: string) =>
    db
      .insertInto('channel_agreement')
      .values(bsAgreementRow({ companyId: 1, key, pbsNumber: pbs }))
      .execute();
  await agreement('bs', creditor);
  await insertWithEvents(
    db,
    'journal',
    [
      {
        company_id: 1,
        agreement_id: 1,
        section: '0112',
        payment_date: '2026-02-02',
        due_from: '2026-01-01',
        due_to: '2026-02-28',
        state: 'building',
        command_key: 'one',
        built_to: '',
        open_count: 0,
        open_minor: 0,
        chosen_count: 0,
        chosen_minor: 0,
        left_out_count: 0,
        left_out_minor: 0,
        built_by: 'a test',
        created_at: actor.at,
      },
    ],
    'start',
    actor,
  );

  const addCustomer = (customer: string) =>
    db
      .insertInto('customer')
      .values({
        company_id: 1,
        number: customer,
        bc_id: `bc-${customer}`,
        display_number: customer,
        name: customer,
        address1: '',
        address2: '',
        city: '',
        postcode: '',
        country: '',
        tax_number: '',
        currency: '',
        blocked: '',
        scheme_code: 'BS',
        excluded: false,
        modified_at: '',
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();

  const addClaim = async (customer: string, minor: number, due = '2026-01-15'): Promise<number> => {
    entry += 1;
    const row = await db
      .insertInto('claim')
      .values({
        company_id: 1,
        bc_id: `claim-${entry}`,
        entry_number: entry,
        document_type: 'Invoice',
        document_number: `FA-${entry}`,
        customer_number: customer,
        posting_date: '2026-01-01',
        due_date: due,
        currency: 'DKK',
        original_minor: minor,
        remaining_minor: minor,
        is_open: true,
        on_hold: '',
        dispute_status: '',
        applies_to_id: '',
        is_eligible: true,
        block_reason: '',
        scheme_code: 'BS',
        description: '',
        modified_at: '',
        read_number: 1,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  };

  /** The states a line goes through on its way, so that its events can be replayed. */
  const way: Readonly<Record<LineState, readonly LineState[]>> = {
    built: [],
    faulty: ['faulty'],
    validated: ['validated'],
    approved: ['validated', 'approved'],
    exported: ['validated', 'approved', 'exported'],
    acknowledged: ['validated', 'approved', 'exported', 'acknowledged'],
    refused: ['validated', 'approved', 'exported', 'refused'],
    withdrawn: ['withdrawn'],
    paid: ['validated', 'approved', 'exported', 'acknowledged', 'paid'],
    rejected: ['validated', 'approved', 'exported', 'acknowledged', 'rejected'],
    chargedBack: ['validated', 'approved', 'exported', 'acknowledged', 'chargedBack'],
  };

  const addLine = async (spec: LineSpec): Promise<TestLine> => {
    const {
      customer,
      shares,
      state = 'acknowledged',
      due = '2026-02-02',
      group = '00001',
      direction = 'collect',
    } = spec;
    await addCustomer(customer);
    number += 1;
    const reference = lineReference(number);
    const amount = Math.abs(shares.reduce((sum, share) => sum + share, 0));
    const [made] = await insertWithEvents(
      db,
      'collection_line',
      [
        {
          company_id: 1,
          journal_id: 1,
          agreement_id: 1,
          reference,
          customer_number: customer,
          debtor_group: group,
          payment_date: due,
          direction,
          amount_minor: amount,
          currency: 'DKK',
          state: 'built',
          paid_minor: 0,
        },
      ],
      'build',
      actor,
    );
    const id = made?.id ?? 0;
    for (const next of way[state]) {
      await updateWithEvents(db, 'collection_line', { state: next }, sql`r.id = ${id}`, next, actor);
    }
    const isLive = !['withdrawn', 'rejected', 'chargedBack'].includes(state);
    const claimIds: number[] = [];
    for (const [i, share] of shares.entries()) {
      const claimId = spec.claimIds?.[i] ?? (await addClaim(customer, share));
      claimIds.push(claimId);
      await db
        .insertInto('line_claim')
        .values({ line_id: id, claim_id: claimId, amount_minor: share, is_live: isLive })
        .execute();
    }
    return { id, reference, claimIds };
  };

  const register = (bytes: Buffer, fileName: string) =>
    registerFile(
      {
        agreementId: 1,
        transport: 'folder',
        fileName,
        sha256: vault.keep(bytes),
        size: bytes.length,
        head: bytes.subarray(0, 8192),
      },
      parts,
    );

  /** Registers, takes in and matches a file, as the queue would. */
  const receive = async (bytes: Buffer, fileName: string) => {
    const registered = await register(bytes, fileName);
    const outcome = await ingestFile({ fileId: registered.fileId }, parts);
    const settled = await matchPayments({ fileId: registered.fileId, fromLine: 1, toLine: 1_000_000 }, parts);
    return { ...registered, ingested: outcome, settled };
  };

  const payments = () => db.selectFrom('payment').selectAll().orderBy('id').execute();
  const allocations = () =>
    db.selectFrom('allocation').selectAll().where('is_undone', '=', false).orderBy('id').execute();
  const exceptions = () => db.selectFrom('exception').selectAll().orderBy('id').execute();
  const line = (id: number) =>
    db.selectFrom('collection_line').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  /** What must hold whatever happened. */
  const expectSoundBooks = async () => {
    const replay = await replayAll(db);
    expect(replay.findings).toEqual([]);
    const uneven = await sql`
      select p.id, p.state, p.effect_minor, coalesce(sum(a.amount_minor), 0) as allocated from payment p
      left join allocation a on a.payment_id = p.id and not a.is_undone
      group by p.id having p.state = 'matched' and coalesce(sum(a.amount_minor), 0) <> p.effect_minor
        or p.state in ('noted', 'received') and count(a.id) > 0 or p.state = 'noted' and p.effect_minor <> 0
        or abs(coalesce(sum(a.amount_minor), 0)) > abs(p.effect_minor)`.execute(db);
    expect(uneven.rows).toEqual([]);
    const unexplained = await sql`
      select p.id from payment p where p.state = 'parked' and not exists (
        select 1 from exception e where e.state = 'open' and e.subject in ('payment', 'posting')
          and (e.subject_id = p.id or e.subject = 'posting'))`.execute(db);
    expect(unexplained.rows).toEqual([]);
    const overpaid = await sql`
      select a.line_id from allocation a join collection_line l on l.id = a.line_id
      where not a.is_undone group by a.line_id, l.amount_minor
      having abs(sum(a.amount_minor)) > l.amount_minor and bool_and(a.rung <> 'a person')`.execute(db);
    expect(overpaid.rows).toEqual([]);
  };

  return {
    ...parts,
    db,
    vault,
    parts,
    agreement,
    addCustomer,
    addClaim,
    addLine,
    register,
    receive,
    payments,
    allocations,
    exceptions,
    line,
    expectSoundBooks,
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;
