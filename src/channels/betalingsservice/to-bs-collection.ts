import { danishAmount, type Minor, zero } from '#kernel';
import { toLatin1 } from '#schemas/kit';
import type { Collection, CollectionPayer } from '../channel.ts';
import type { BsAgreement, BsCollection, BsPayer } from './agreement.ts';

/** A line of the journal as Betalingsservice takes it. */
export const toBsCollection = (collection: Collection, kind: BsAgreement['kind']): BsCollection => ({
  debtorGroup: collection.debtorGroup,
  customerNumber: collection.customerNumber,
  mandateNumber: collection.mandate?.number ?? null,
  paymentDate: collection.paymentDate,
  direction: collection.direction,
  amount: collection.direction === 'none' ? zero : collection.amount,
  reference: collection.reference,
  texts:
    collection.direction === 'none'
      ? []
      : collection.documents.map(({ type, number, amount }) => textLine(type, number, amount)),
  payer: kind === 'total' ? payerOf(collection.payer) : null,
});

/** What the debtor reads on the payment overview; Danish, because Betalingsservice is. */
const documentNames: Readonly<Record<string, string>> = {
  Invoice: 'Faktura',
  'Credit Memo': 'Kreditnota',
  'Finance Charge Memo': 'Rentenota',
  Reminder: 'Rykker',
  Payment: 'Indbetalt',
};

const textWidth = 60;

/** One line of 60 signs: the document on the left, its amount right-aligned, as in the guide's examples. */
export function textLine(type: string, number: string, amount: Minor): string {
  const left = toLatin1(`${documentNames[type] ?? 'Post'} ${number}`);
  const right = danishAmount(amount);
  return `${left}${right.padStart(Math.max(textWidth - left.length, right.length + 1))}`;
}

const payerOf = ({ name, addressLines, postcode, city, country }: CollectionPayer): BsPayer => ({
  name: toLatin1(name),
  addressLines: addressLines.map((line) => toLatin1(line)).filter((line) => line !== ''),
  postcode,
  city: toLatin1(city),
  country,
});
