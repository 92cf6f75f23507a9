import { sql } from 'kysely';
import type { DeliveryOrder, DeliveryTotals } from '#channels';
import type { Vault } from '#files';
import { type CalendarDate, fail, knownDate, ok, type Problem, problem, type Result } from '#kernel';
import { type Actor, addWork, insertWithEvents, type Tx, updateWithEvents } from '#store';
import { type Agreement, agreementOf } from './agreement.ts';
import type { JournalParts } from './build-journal.ts';
import { batchesOf, collectionsOf, type LineWithCollection } from './collections-of.ts';
import { lockJournal } from './find-journal.ts';
import { moveLines } from './line-states.ts';
import { linePlaces } from './place-lines.ts';

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
    const agreement = await agreementOf(tx, journal.agreement_id);
    const date = agreement.channel.checkDate(journal.section, first, parts.moment);
    if (!date.ok) return date;
    const which = { journalId: journal.id, states: ['approved'], order: agreement.channel.order };
    const order = { section: journal.section, purpose: 'collect', stopped: null } as const;
    const batches = await batchesOf(tx, which);
    const lines = singly(collectionsOf(tx, which), parts);
    const frozen = await freeze(tx, { agreement, journalId: journal.id }, { ...order, batches }, lines, parts);
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
  pages: AsyncIterable<readonly LineWithCollection[]>,
  parts: ExportParts,
): AsyncGenerator<LineWithCollection> {
  let written = 0;
  for await (const page of pages) {
    yield* page;
    written += page.length;
    parts.progress?.(written, written);
  }
}

export interface FrozenDelivery {
  readonly deliveryId: number;
  readonly totals: DeliveryTotals;
  readonly actor: Actor;
}

/** Takes the next delivery number, writes the bytes to the vault, and the delivery with each line's place to the database. */
export async function freeze(
  tx: Tx,
  { agreement, journalId }: { readonly agreement: Agreement; readonly journalId: number },
  order: Omit<DeliveryOrder, 'deliveryNumber' | 'messageId' | 'moment'>,
  lines: AsyncIterable<LineWithCollection>,
  parts: ExportParts,
): Promise<FrozenDelivery> {
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  const deliveryNumber = await nextDeliveryNumber(tx, agreement.id);
  const messageId = agreement.channel.messageId(deliveryNumber);
  const whole: DeliveryOrder = { ...order, deliveryNumber, messageId, moment: parts.moment };
  const places = linePlaces();
  const { bytes, totals } = withReturn(agreement.channel.write(whole, places.following(lines), places.placed));
  const stored = await parts.vault.put(places.counting(bytes));
  const written = totals();
  const [made] = await insertWithEvents(
    tx,
    'delivery',
    [
      {
        company_id: agreement.companyId,
        agreement_id: agreement.id,
        journal_id: journalId,
        purpose: order.purpose,
        delivery_number: deliveryNumber,
        message_id: messageId,
        file_name: agreement.channel.fileName(whole),
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
  await places.store(tx, deliveryId);
  await addSendingWork(tx, agreement.companyId, deliveryId, actor);
  return { deliveryId, totals: written, actor };
}

/** A delivery number is taken once, whatever becomes of the delivery. */
export async function nextDeliveryNumber(tx: Tx, agreementId: number): Promise<number> {
  const { next_delivery_number: next } = await tx
    .updateTable('channel_agreement')
    .set({ next_delivery_number: sql`next_delivery_number + 1` })
    .where('id', '=', agreementId)
    .returning('next_delivery_number')
    .executeTakeFirstOrThrow();
  return next - 1;
}

/** Orders the sending in the transaction that freezes the bytes. */
export async function addSendingWork(tx: Tx, companyId: number, deliveryId: number, actor: Actor): Promise<void> {
  const dedupeKey = `send:${deliveryId}`;
  await addWork(tx, [{ companyId, type: 'send-delivery', payload: { deliveryId }, dedupeKey }], actor.at);
}

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
