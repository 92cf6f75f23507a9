import { collectionPayment } from '#schemas/bc';
import type { Addresses } from './addresses.ts';
import { findPayment } from './find-payment.ts';
import { bodyOf, checkNewPayment, differenceBetween } from './new-payment.ts';
import { postOnce } from './post-once.ts';
import type { Reading } from './read.ts';
import type { BcNewPayment, BcPostingAnswer } from './types.ts';

export interface Posting {
  readonly reading: Reading;
  readonly addresses: Addresses;
  readonly companyId: string;
  readonly payment: BcNewPayment;
}

/** Posts one payment, once. @throws ProblemError FIELD_NOT_WRITABLE before anything is sent */
export async function postPayment({ reading, addresses, companyId, payment }: Posting): Promise<BcPostingAnswer> {
  checkNewPayment(payment);
  const answer = await postOnce({
    reading,
    key: payment.idempotencyKey,
    rows: addresses.payments(companyId),
    action: (id) => addresses.applyAndPost(companyId, id),
    body: bodyOf(payment),
    schema: collectionPayment,
    find: () => findPayment(reading, addresses, companyId, payment.idempotencyKey),
    differenceFrom: (row) => differenceBetween(payment, row),
  });
  if (answer.outcome !== 'posted') return answer;
  const { id, postedDocumentNumber, postedEntryNumber } = answer.row;
  return { outcome: 'posted', id, documentNumber: postedDocumentNumber, entryNumber: postedEntryNumber };
}
