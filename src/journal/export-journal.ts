import { sql } from 'kysely';
import {
  type BsCollection,
  type BsDeliveryHeader,
  type DeliveryTotals,
  writeDelivery,
} from '#channels/betalingsservice';
import type { Vault } from '#files';
import { type CalendarDate, fail, knownDate, type Moment, ok, type Problem, problem, type Result } from '#kernel';
import { type Actor, addWork, insertWithEvents, type Tx, updateWithEvents } from '#store';
import { bsAgreementOf } from './agreement.ts';
import type { JournalParts } from './build-journal.ts';
import { collectionsOf } from './collections-of.ts';
import { lockJournal } from './find-journal.ts';
import { moveLines } from './line-states.ts';
import { checkPaymentDate } from './payment-dates.ts';

export interface ExportParts extends JournalParts {
  readonly vault: Vault;
}

/**
 * Writes the approved lines of a journal to one delivery and freezes it (X3).
 *
 * The bytes go into the vault first, under their own hash, where they harm nobody; then the delivery with that hash, the
 * lines' new state, their events and the work that will send it are one transaction. Run again, there is nothing to do.
 *
 * @returns the delivery's id, or null when no line was waiting
 */
export async function exportJournal(
  input: { readonly journalId: number },
  parts: ExportParts,
): Promise<Result<number | null, Problem>> {
  return parts.database.db.transaction().execute(async (tx) => {
    const found = await lockJournal(tx, input.journalId, ['approved', 'exported']);
    if (!found.ok) return found;
    const journal = found.value;
    const first = await firstWaitingDate(tx, journal.id);
    if (first === null) return ok(null);
    const date = checkPaymentDate(journal.section, first, parts.moment);
    if (!date.ok) return date;
    const agreement = await bsAgreementOf(tx, journal.agreement_id);
    const which = { journalId: journal.id, states: ['approved'], kind: agreement.kind };
    const header = { section: journal.section, agreement };
    const owner = { ...journal, journal_id: journal.id };
    const frozen = await freeze(tx, owner, 'collect', header, singly(collectionsOf(tx, which), parts), parts);
    const moved = await moveLines(tx, 'export', sql`r.journal_id = ${journal.id}`, frozen.actor, {
      delivery_id: frozen.deliveryId,
    });
    if (moved.length !== frozen.totals.collections) throw new Error('The lines changed while they were written');
    await updateWithEvents(tx, 'journal', { state: 'exported' }, sql`r.id = ${journal.id}`, 'exported', frozen.actor);
    return ok(frozen.deliveryId);
  });
}

/** The earliest payment date of the lines that wait, or null when none does: its deadline is the one that counts. */
async function firstWaitingDate(tx: Tx, journalId: number): Promise<CalendarDate | null> {
  const { first } = await tx
    .selectFrom('collection_line')
    .select((line) => line.fn.min('payment_date').as('first'))
    .where('journal_id', '=', journalId)
    .where('state', '=', 'approved')
    .executeTakeFirstOrThrow();
  return first === null ? null : knownDate(first);
}

async function* singly(
  pages: AsyncIterable<readonly { readonly collection: BsCollection }[]>,
  parts: ExportParts,
): AsyncGenerator<BsCollection> {
  let written = 0;
  for await (const page of pages) {
    for (const { collection } of page) yield collection;
    written += page.length;
    parts.progress?.(written, written);
  }
}

export interface FrozenDelivery {
  readonly deliveryId: number;
  readonly totals: DeliveryTotals;
  readonly actor: Actor;
}

/** Takes the next delivery number, writes the bytes to the vault and the delivery to the database. */
export async function freeze(
  tx: Tx,
  owner: { readonly company_id: number; readonly agreement_id: number; readonly journal_id: number },
  purpose: 'collect' | 'stop',
  header: Pick<BsDeliveryHeader, 'agreement'> & { readonly section: BsDeliveryHeader['section'] },
  collections: AsyncIterable<BsCollection>,
  parts: ExportParts,
): Promise<FrozenDelivery> {
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  const { next_delivery_number: next } = await tx
    .updateTable('channel_agreement')
    .set({ next_delivery_number: sql`next_delivery_number + 1` })
    .where('id', '=', owner.agreement_id)
    .returning('next_delivery_number')
    .executeTakeFirstOrThrow();
  const deliveryNumber = next - 1;
  const writing = writeDelivery({ ...header, deliveryNumber, creationDate: parts.moment.today }, collections);
  const { bytes, totals } = withReturn(writing);
  const stored = await parts.vault.put(bytes);
  const written = totals();
  const [made] = await insertWithEvents(
    tx,
    'delivery',
    [
      {
        company_id: owner.company_id,
        agreement_id: owner.agreement_id,
        journal_id: owner.journal_id,
        purpose,
        delivery_number: deliveryNumber,
        file_name: fileNameOf(header.agreement.subsystem, deliveryNumber, parts.moment),
        sha256: stored.sha256,
        size: stored.size,
        state: 'frozen',
        sections: written.sections,
        records: written.records,
        collections: written.collections,
        texts: written.texts,
        addresses: written.addresses,
        net_minor: written.net,
        created_at: parts.moment.at,
      },
    ],
    'frozen',
    actor,
  );
  const deliveryId = made?.id ?? 0;
  const work = {
    companyId: owner.company_id,
    type: 'send-delivery',
    payload: { deliveryId },
    dedupeKey: `send:${deliveryId}`,
  };
  await addWork(tx, [work], parts.moment.at);
  return { deliveryId, totals: written, actor };
}

/** The name is free (nets-formats.md section 14); the content decides. Ours sorts and tells. */
const fileNameOf = (subsystem: string, number: number, moment: Moment): string =>
  `BS0601-${subsystem}-${String(number).padStart(10, '0')}-${moment.today.replaceAll('-', '')}.txt`;

/** Hands the bytes of a generator on and keeps what it returns at its end. */
function withReturn<R>(source: AsyncGenerator<Buffer, R>): {
  readonly bytes: AsyncGenerator<Buffer>;
  readonly totals: () => R;
} {
  let end: { readonly value: R } | null = null;
  async function* bytes(): AsyncGenerator<Buffer> {
    const value = yield* source;
    end = { value };
  }
  return {
    bytes: bytes(),
    totals: () => {
      if (!end) throw new Error('The delivery was not written to its end');
      return end.value;
    },
  };
}

/** A clear answer instead of a delivery that nobody can stop by file. */
export const stopNotPossible = (reference: string, why: string): Result<never, Problem> =>
  fail(problem('STOP_NOT_POSSIBLE', { reference, why }));
