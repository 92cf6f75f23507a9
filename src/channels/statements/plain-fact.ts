import { zero } from '#kernel';
import type { BankDetails, PaymentFact, RecordSpan } from '../facts.ts';

type Place = Omit<RecordSpan, 'layoutKey'>;

/** What a file that tells one booked movement a line can say of it. */
interface Told
  extends Pick<PaymentFact, 'recordCode' | 'means' | 'currency' | 'effect' | 'bookkeepingDate' | 'paymentKey'>,
    Pick<BankDetails, 'creditedAccount' | 'payerName' | 'payerAccount' | 'transactionId' | 'references' | 'texts'> {
  readonly account: string;
  readonly isCredit: boolean;
  readonly valueDate: PaymentFact['actualDate'];
  /** Without a sign; the effect has it. */
  readonly amount: PaymentFact['amount'];
  readonly bankReference: string;
  readonly bankCode: string;
}

/**
 * A booked movement: money in is a payment, money out is none as far as the file shows.
 * Spelled out: a hundred thousand times over, an object made by spreading costs ten times as much.
 */
export function plainFact(place: Place, told: Told): PaymentFact {
  const { isCredit } = told;
  return {
    channel: 'statements',
    lineNumber: place.lineNumber,
    byteFrom: place.byteFrom,
    byteTo: place.byteTo,
    recordCode: told.recordCode,
    kind: isCredit ? 'paid' : 'other',
    means: told.means,
    creditorNumber: told.account,
    debtorGroup: '',
    customerNumber: '',
    mandateNumber: null,
    dueDate: null,
    direction: isCredit ? 'collect' : 'disburse',
    currency: told.currency,
    amount: told.amount,
    reference: '',
    actualDate: told.valueDate,
    bookkeepingDate: told.bookkeepingDate,
    actualAmount: told.amount,
    fee: zero,
    archiveReference: told.bankReference === '' ? null : told.bankReference,
    effect: told.effect,
    paymentKey: told.paymentKey,
    bank: {
      creditedAccount: told.creditedAccount,
      payerName: told.payerName,
      payerAccount: told.payerAccount,
      endToEndId: '',
      mandateId: '',
      messageId: '',
      paymentInfoId: '',
      transactionId: told.transactionId,
      bankReference: told.bankReference,
      references: told.references,
      texts: told.texts,
      returnReason: null,
      bankCode: told.bankCode,
      status: 'booked',
      isReversal: false,
      isCopy: false,
    },
  };
}
