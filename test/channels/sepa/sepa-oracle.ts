import { Document } from 'sepa';
import type { SddCollection, SddHeader } from '#channels/sepa';
import { decimalFromMinor, type Minor } from '#kernel';

/** The same file by another hand: the library sepa.js, which knows SEPA Core and B2B and nothing else. */
export function createDocument(version: '02' | '08', header: SddHeader, given: readonly SddCollection[]): Buffer {
  const { agreement, messageId, createdAt, batches } = header;
  const document = new Document(`pain.008.001.${version}`);
  document.grpHdr.id = messageId;
  document.grpHdr.created = createdAt;
  document.grpHdr.initiatorName = agreement.initiatingParty.name;
  for (const batch of batches) {
    const info = document.createPaymentInfo();
    info.localInstrumentation = agreement.scheme;
    info.sequenceType = batch.sequence;
    info.batchBooking = agreement.batchBooking;
    info.collectionDate = new Date(batch.collectionDate);
    info.creditorName = agreement.creditorName;
    info.creditorIBAN = agreement.creditorIban;
    info.creditorBIC = agreement.creditorBic ?? '';
    info.creditorId = agreement.creditorId;
    document.addPaymentInfo(info);
    for (const one of given.filter(({ paymentInfoId }) => paymentInfoId === batch.paymentInfoId)) {
      const transaction = info.createTransaction();
      transaction.end2endId = one.endToEndId;
      transaction.amount = numberOf(one.amount);
      transaction.currency = agreement.currency;
      transaction.mandateId = one.mandate.id;
      transaction.mandateSignatureDate = new Date(one.mandate.signedOn);
      transaction.debtorName = one.debtor.name;
      transaction.debtorIBAN = one.debtor.iban;
      transaction.debtorBIC = one.debtor.bic ?? '';
      transaction.remittanceInfo = one.text;
      info.addTransaction(transaction);
    }
  }
  return Buffer.from(document.toString(), 'utf8');
}

/** The library takes amounts as floats; only in tests. */
const numberOf = (amount: Minor): number => Number(decimalFromMinor(amount));
