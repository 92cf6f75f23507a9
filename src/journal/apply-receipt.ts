import { type Selectable, sql, type SqlBool } from 'kysely';
import type { Receipt } from '#channels/betalingsservice';
import { openExceptions } from '#exceptions';
import { type Moment, problem } from '#kernel';
import type { Actor, Tables, Tx } from '#store';
import { settleDelivery } from './answer-delivery.ts';

type Delivery = Selectable<Tables['delivery']>;
type Answered = Extract<Receipt, { readonly kind: 'transmission' | 'delivery' }>;

/** A receipt is one page of text, not records. */
const wholePage = 0;
const unanswered = ['renaming', 'unknown', 'sent', 'received'];

/**
 * Takes in a receipt: T says that a transmission arrived, V that a delivery was accepted or refused, F only announces.
 *
 * A receipt names no delivery of ours, and one mailbox may serve several agreements. A T is tied to the delivery that
 * alone has none yet, else its transmission id waits for the V; a V is tied by that id, or by its counts and total, which
 * equal the 992 record of what was sent. What fits no delivery, or a refusal that fits several, is for a person.
 */
export async function applyReceipt(
  tx: Tx,
  file: { readonly id: number; readonly companyId: number; readonly agreementId: number; readonly fileName: string },
  receipt: Receipt,
  parts: { readonly moment: Moment; readonly by: string },
): Promise<void> {
  if (receipt.kind === 'note') return;
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  const waiting = await tx
    .selectFrom('delivery')
    .selectAll()
    .where(sql<SqlBool>`agreement_id in (select other.id from channel_agreement other join channel_agreement one
      on other.company_id = one.company_id and other.transport = one.transport where one.id = ${file.agreementId})`)
    .where('state', 'in', unanswered)
    .orderBy('id')
    .forUpdate()
    .execute();
  const delivery = receipt.kind === 'transmission' ? ofTransmission(waiting, receipt) : ofDelivery(waiting, receipt);
  if (!delivery) {
    // A transmission that was accepted loses nothing by being tied only when its delivery receipt comes.
    if (receipt.kind === 'transmission' && receipt.accepted) return;
    const context = { fileName: file.fileName, code: receipt.code, text: receipt.text };
    const found = { problem: problem('RECEIPT_UNMATCHED', context), subject: 'file' as const, subjectId: file.id };
    await openExceptions(tx, file.companyId, [found], actor);
    return;
  }
  const outcome = !receipt.accepted ? 'refused' : receipt.kind === 'transmission' ? 'received' : 'accepted';
  const { code, wholeText: text, transmissionId } = receipt;
  const told = { fileId: file.id, lineNumbers: [wholePage] };
  await settleDelivery(tx, file.companyId, delivery, { outcome, code, text, transmissionId, told }, actor);
}

function ofTransmission(waiting: readonly Delivery[], receipt: Answered): Delivery | undefined {
  const open = waiting.filter((delivery) => delivery.transmission_id === null);
  return ofId(waiting, receipt) ?? (open.length === 1 ? open[0] : undefined);
}

function ofDelivery(waiting: readonly Delivery[], receipt: Answered): Delivery | undefined {
  const { counts } = receipt;
  const known = ofId(waiting, receipt);
  // One that is tied to another transmission already is not meant.
  const free = waiting.filter(({ transmission_id: id }) => id === null || receipt.transmissionId === '');
  if (!counts) return known ?? (free.length === 1 ? free[0] : undefined);
  const fits = (known ? [known] : free).filter(
    (delivery) =>
      delivery.sections === counts.sections &&
      delivery.texts === counts.texts &&
      delivery.collections === counts.collections &&
      Math.abs(delivery.net_minor) === counts.total,
  );
  if (known) return fits.includes(known) || !receipt.accepted ? known : undefined;
  // Two that look alike are both accepted in turn; a refusal must be certain.
  return receipt.accepted || fits.length === 1 ? fits[0] : undefined;
}

const ofId = (waiting: readonly Delivery[], { transmissionId }: Answered): Delivery | undefined =>
  waiting.find((delivery) => transmissionId !== '' && delivery.transmission_id === transmissionId);
