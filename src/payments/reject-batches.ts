import { sql } from 'kysely';
import { readPain008, type StatusItem } from '#channels/sepa';
import { type Finding, openExceptions } from '#exceptions';
import type { Vault } from '#files';
import { keepAnswers, moveLines } from '#journal';
import { problem } from '#kernel';
import type { Actor, Tx } from '#store';
import type { FileRow } from './inbound-file.ts';

/** A batch that a status report refuses, and the collections of it that the report names one by one. */
export interface RefusedBatch {
  readonly item: StatusItem;
  readonly named: ReadonlySet<string>;
}

/**
 * Rejects the collections of batches that were refused whole. Which they are, the file itself says that was sent; what
 * the report names one by one is left to its payments, which carry a reason each.
 */
export async function rejectBatches(
  tx: Tx,
  file: FileRow,
  messageId: string,
  batches: ReadonlyMap<string, RefusedBatch>,
  vault: Pick<Vault, 'open'>,
  actor: Actor,
): Promise<void> {
  const delivery = await tx
    .selectFrom('delivery')
    .select(['id', 'sha256'])
    .where('company_id', '=', file.companyId)
    .where('message_id', '=', messageId)
    .where('purpose', '=', 'collect')
    .executeTakeFirst();
  if (!delivery || batches.size === 0) return;
  const found = new Set<string>();
  const refused = new Map<string, StatusItem>();
  for await (const { transactions } of readPain008(vault.open(delivery.sha256), 'pain.008')) {
    for (const { paymentInfoId, endToEndId } of transactions) {
      const batch = batches.get(paymentInfoId);
      if (!batch) continue;
      found.add(paymentInfoId);
      if (!batch.named.has(endToEndId)) refused.set(endToEndId, batch.item);
    }
  }
  const where = sql`r.delivery_id = ${delivery.id} and r.reference = any(${[...refused.keys()]})`;
  const rejected = await moveLines(tx, 'reject', where, actor);
  await keepRefusals(tx, file, delivery.id, refused);
  const findings = [
    ...(await lineFindings(tx, file, rejected, refused)),
    ...[...batches].filter(([id]) => !found.has(id)).map(([, { item }]) => unknownBatch(file, item)),
  ];
  await openExceptions(tx, file.companyId, findings, actor);
}

/** Each line leads to the record of the batch that it was refused with. */
async function keepRefusals(
  tx: Tx,
  file: FileRow,
  deliveryId: number,
  refused: ReadonlyMap<string, StatusItem>,
): Promise<void> {
  const { rows } = await sql<{ id: number; reference: string }>`
    select id, reference from collection_line
    where delivery_id = ${deliveryId} and reference = any(${[...refused.keys()]})`.execute(tx);
  for (const number of new Set([...refused.values()].map((item) => item.number))) {
    const told = { fileId: file.id, lineNumbers: [number] };
    const lines = rows.filter(({ reference }) => refused.get(reference)?.number === number);
    await keepAnswers(
      tx,
      told,
      'line',
      lines.map(({ id }) => id),
      'rejected',
    );
  }
}

/** What the bank said, for people: the code in words, and its reasons. */
export function wordsOf({ ownCode, code, words, reasons }: StatusItem): string {
  const told = reasons.map((reason) => [reason.code, reason.words ?? '', reason.text].filter(Boolean).join(' '));
  return [`${ownCode || code || 'no status'}: ${words}`, ...told].join('\n');
}

async function lineFindings(
  tx: Tx,
  file: FileRow,
  lineIds: readonly number[],
  refused: ReadonlyMap<string, StatusItem>,
): Promise<readonly Finding[]> {
  if (lineIds.length === 0) return [];
  const { rows } = await sql<{ id: number; reference: string; customer: string; minor: number }>`
    select id, reference, customer_number as customer, amount_minor as minor
    from collection_line where id = any(${lineIds}) order by id`.execute(tx);
  return rows.map(({ id, reference, customer: customerNumber, minor }) => {
    const item = refused.get(reference);
    const why = item ? `the whole batch: ${wordsOf(item)}` : '';
    return {
      problem: problem('COLLECTION_REJECTED', { reference, customerNumber, why, minor }),
      subject: 'line' as const,
      subjectId: id,
      dedupeKey: `COLLECTION_REJECTED:file:${file.id}:line:${id}`,
    };
  });
}

const unknownBatch = (file: FileRow, item: StatusItem): Finding => ({
  problem: problem('RECEIPT_UNMATCHED', {
    fileName: file.fileName,
    code: item.code,
    text: `batch ${item.originalPaymentInfoId} of ${item.originalMessageId}: ${wordsOf(item)}`,
  }),
  subject: 'file',
  subjectId: file.id,
  dedupeKey: `RECEIPT_UNMATCHED:${file.id}:${item.originalPaymentInfoId}`,
});
