import { type Currency, currencyOf, zero } from '#kernel';
import type { PaymentFact } from '../facts.ts';
import type { StatusItem } from './status-report.ts';

/**
 * Payment facts of a status report: the transactions it refuses or tells as cancelled. No money moves by them.
 *
 * The same refusal told again, in the acknowledgement and in the status file that follows it, has the same key. What is
 * accepted, settled or pending is no fact: it is information and no basis for posting (danske-iso20022.md section 2.3).
 * Refusals of a whole file or batch name no transactions; they stay items.
 *
 * @param currency that of the agreement, for reports that tell no amounts
 */
export function statusFacts(items: readonly StatusItem[], currency: Currency): readonly PaymentFact[] {
  return items.flatMap((item) => {
    if (item.level !== 'transaction') return [];
    if (item.outcome !== 'rejected' && item.outcome !== 'cancelled') return [];
    return [factOf(item, item.outcome, currency)];
  });
}

export const euro: Currency = knownCurrency('EUR');

function knownCurrency(code: string): Currency {
  const read = currencyOf(code);
  if (!read.ok) throw new Error(`Broken assumption: ${read.error}`);
  return read.value;
}

function factOf(item: StatusItem, kind: 'rejected' | 'cancelled', currency: Currency): PaymentFact {
  const reference = item.originalEndToEndId === 'NOTPROVIDED' ? '' : item.originalEndToEndId;
  return {
    channel: 'sepa',
    lineNumber: item.number,
    byteFrom: item.byteFrom,
    byteTo: item.byteTo,
    recordCode: 'pain.002 TxInfAndSts',
    kind,
    means: 'automatic',
    creditorNumber: item.creditorAccount || item.creditorId,
    debtorGroup: '',
    customerNumber: '',
    mandateNumber: item.mandateId || null,
    dueDate: item.collectionDate,
    direction: 'collect',
    currency: item.currency ?? currency,
    amount: item.amount ?? zero,
    reference,
    actualDate: null,
    bookkeepingDate: null,
    actualAmount: zero,
    fee: zero,
    archiveReference: item.bankReference || null,
    effect: zero,
    paymentKey: keyOf(item, kind, reference),
    bank: {
      creditedAccount: '',
      payerName: item.debtorName,
      payerAccount: item.debtorAccount,
      endToEndId: item.originalEndToEndId,
      mandateId: item.mandateId,
      messageId: item.originalMessageId,
      paymentInfoId: item.originalPaymentInfoId,
      transactionId: '',
      bankReference: item.bankReference,
      references: [],
      texts: item.reasons.map(({ text }) => text).filter((text) => text !== ''),
      returnReason: item.reasons[0] ?? null,
      bankCode: item.code,
      status: 'information',
      isReversal: false,
      isCopy: false,
    },
  };
}

/** Our own ids name the collection; without them its place in the report does. */
function keyOf(item: StatusItem, kind: string, reference: string): string {
  const id = reference || item.originalInstructionId || `number ${item.number} of ${item.bankReference}`;
  return ['sepa-status', kind, item.originalMessageId, item.originalPaymentInfoId, id].join('|');
}
