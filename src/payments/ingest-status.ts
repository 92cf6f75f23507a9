import type { ReadBatch, RecordSpan } from '#channels';
import { readPain002, type StatusItem, statusFacts } from '#channels/sepa';
import { openExceptions } from '#exceptions';
import type { Vault } from '#files';
import { answerMessage, type DeliveryAnswer } from '#journal';
import { knownCurrency, type Problem, problem } from '#kernel';
import type { Actor, Tx } from '#store';
import type { FileRow } from './inbound-file.ts';
import type { CheckedFile, PaymentIntake } from './payment-intake.ts';
import { type RefusedBatch, rejectBatches, wordsOf } from './reject-batches.ts';

/** A status report refuses single collections: those are payments of nothing, which reject their lines. */
export const statusIntake = (currency: string): PaymentIntake => ({
  answer: applyStatus,
  check: async (source, fileName): Promise<CheckedFile> => {
    const fatal: Problem[] = [];
    let messageId: string | null = null;
    for await (const batch of readPain002(source, fileName)) {
      messageId ??= batch.header?.messageId ?? null;
      fatal.push(...batch.fatal);
    }
    return { messageId, accounts: [], fatal };
  },
  read: async function* (source, fileName): AsyncGenerator<ReadBatch> {
    for await (const batch of readPain002(source, fileName)) {
      yield {
        facts: inOrder(statusFacts(batch.items, knownCurrency(currency))),
        records: batch.items.map(recordOf),
        statements: [],
        problems: batch.problems,
        fatal: batch.fatal,
      };
    }
  },
});

const inOrder = <T extends { readonly lineNumber: number }>(facts: readonly T[]): readonly T[] =>
  [...facts].sort((a, b) => a.lineNumber - b.lineNumber);

/** The items are numbered through; the numbers are what facts and the vault's bytes are tied by. */
const recordOf = ({ number, byteFrom, byteTo, level }: StatusItem): RecordSpan => ({
  lineNumber: number,
  byteFrom,
  byteTo,
  layoutKey: `pain.002 ${level}`,
});

/** Codes that say the file came, and nothing more yet (danske-iso20022.md section 2.3). */
const arrivals: ReadonlySet<string> = new Set(['received', 'pending']);

/**
 * Answers the delivery that a status report is about: received, accepted (also in part), or refused as a whole; and
 * rejects the lines of batches that it refuses whole. What it says of a single collection follows from its payments.
 *
 * Read from its beginning to its end, so that a report with a million refusals needs little more memory than a small one.
 */
async function applyStatus(tx: Tx, file: FileRow, vault: Pick<Vault, 'open'>, actor: Actor): Promise<void> {
  const cancellations = new Map<string, StatusItem>();
  const batches = new Map<string, RefusedBatch>();
  let messageId = '';
  let named = new Set<string>();
  for await (const { items } of readPain002(vault.open(file.sha256), file.fileName)) {
    for (const item of items) {
      if (isOfCancellation(item)) keepWorst(cancellations, item);
      else if (item.level === 'group') {
        messageId = item.originalMessageId;
        await answerMessageOf(tx, file, item, actor);
      } else if (item.level === 'transaction') named.add(item.originalEndToEndId);
      else {
        if (item.outcome === 'rejected') batches.set(item.originalPaymentInfoId, { item, named });
        named = new Set();
      }
    }
  }
  await rejectBatches(tx, file, messageId, batches, vault, actor);
  for (const item of cancellations.values()) await answerMessageOf(tx, file, item, actor);
}

const isOfCancellation = ({ originalMessageName }: StatusItem): boolean =>
  originalMessageName.toLowerCase().startsWith('camt.055');

/** A request to cancel holds one collection: wherever the report refuses something of it, it was refused. */
function keepWorst(items: Map<string, StatusItem>, item: StatusItem): void {
  const { originalMessageId } = item;
  if (!items.has(originalMessageId) || item.outcome === 'rejected') items.set(originalMessageId, item);
}

async function answerMessageOf(tx: Tx, file: FileRow, item: StatusItem, actor: Actor): Promise<void> {
  const text = wordsOf(item);
  const told = { fileId: file.id, lineNumbers: [item.number] };
  const answer: DeliveryAnswer = { outcome: outcomeOf(item), code: item.code, text, told };
  const isKnown = await answerMessage(tx, file, item.originalMessageId, answer, actor);
  if (isKnown) return;
  const context = { fileName: file.fileName, code: item.code, text: `${item.originalMessageId}: ${text}` };
  const finding = { problem: problem('RECEIPT_UNMATCHED', context), subject: 'file' as const, subjectId: file.id };
  await openExceptions(tx, file.companyId, [finding], actor);
}

/**
 * A report that gives the file itself no status tells of its parts, so the file was accepted. The signature check alone
 * (ACTC) is an arrival: the status file with the outcome follows.
 */
function outcomeOf({ outcome, code }: StatusItem): DeliveryAnswer['outcome'] {
  if (outcome === 'rejected') return 'refused';
  return arrivals.has(outcome) || code === 'ACTC' ? 'received' : 'accepted';
}
