import { assert, problem, ProblemError, zero } from '#kernel';
import {
  cancellation0257,
  electronicSlipMandate,
  end0605,
  sectionEnd0126,
  sectionStart0126,
  start0605,
} from '#schemas/nets';
import type { CollectionFault } from '../channel.ts';
import type { BsAgreement, BsDeliveryHeader } from './agreement.ts';
import { recordBuffer } from './record-buffer.ts';
import type { DeliveryTotals } from './write-0601.ts';

/** A mandate that the creditor ends (afmelding): the customer relation is over. */
export interface MandateCancellation {
  readonly debtorGroup: string;
  readonly customerNumber: string;
  readonly mandateNumber: string;
}

/** Everything that would make a cancellation unfit to be written; an empty list is fit. */
export function checkCancellation(
  { debtorGroup, customerNumber, mandateNumber }: MandateCancellation,
  agreement: BsAgreement,
): readonly CollectionFault[] {
  const faults: CollectionFault[] = [];
  if (!/^[0-9A-ZÆØÅa-zæøå]{1,15}$/.test(customerNumber)) {
    const expected = 'at most 15 signs 0-9, A-Z, Æ, Ø, Å, without blanks';
    faults.push({ field: 'customerNumber', value: customerNumber, expected, remedy: 'Correct the customer number.' });
  }
  if (!agreement.debtorGroups.some((group) => group.number === debtorGroup)) {
    const expected = 'a debtor group of the agreement';
    faults.push({ field: 'debtorGroup', value: debtorGroup, expected, remedy: 'Choose a group of the agreement.' });
  }
  if (!/^\d{9}$/.test(mandateNumber) || mandateNumber === '000000000' || mandateNumber === electronicSlipMandate) {
    const expected = '9 digits, not 000000000 and not 999999999';
    faults.push({ field: 'mandateNumber', value: mandateNumber, expected, remedy: 'Take the number from 0603.' });
  }
  return faults;
}

/**
 * Writes cancellations of mandates (0605, transaction 0257), each checked by `checkCancellation` before.
 *
 * Refuses unless the agreement allows it: the layout is known from one unfinished source (nets-formats.md section 6).
 * Registrations are not written at all, because their layout was not found.
 *
 * @returns the totals, as the generator's return value
 */
export async function* write0605(
  header: Omit<BsDeliveryHeader, 'section'>,
  cancellations: AsyncIterable<MandateCancellation> | Iterable<MandateCancellation>,
): AsyncGenerator<Buffer, DeliveryTotals> {
  const { agreement, creationDate, deliveryNumber } = header;
  if (agreement.canWrite0605 !== true) throw refusal();
  const { dataSupplierNumber: dataSupplierNo, subsystem, pbsNumber: pbsNo } = agreement;
  const out = recordBuffer();
  const taken = new Set<string>();
  out.put(start0605, { dataSupplierNo, subsystem, deliveryId: String(deliveryNumber).padStart(10, '0'), creationDate });
  out.put(sectionStart0126, { pbsNo, userId: '' });
  for await (const { debtorGroup, customerNumber, mandateNumber } of cancellations) {
    if (taken.size === taken.add(`${debtorGroup} ${mandateNumber}`).size) throw twice(mandateNumber);
    const customerNo = customerNumber.toUpperCase();
    out.put(cancellation0257, { pbsNo, debtorGroupNo: debtorGroup, customerNo, mandateNo: mandateNumber });
    if (out.hasFull()) yield* out.full();
  }
  const count042 = taken.size;
  assert(count042 > 0, 'a delivery holds at least one cancellation');
  out.put(sectionEnd0126, { pbsNo, count042 });
  out.put(end0605, { dataSupplierNo, subsystem, sectionCount: 1, count042 });
  yield* out.end();
  const counted = { sections: 1, collections: count042, texts: 0, addresses: 0, net: zero };
  return { ...counted, records: out.records(), bytes: out.bytes() };
}

const refusal = (): ProblemError =>
  new ProblemError(
    problem('INPUT_WRONG', {
      field: 'canWrite0605',
      value: 'off',
      expected: 'on, once Nets has confirmed the layout of delivery 0605: it is known from one source only',
    }),
  );

const twice = (value: string): ProblemError =>
  new ProblemError(
    problem('FIELD_NOT_WRITABLE', {
      record: cancellation0257.key,
      field: 'mandateNo',
      value,
      expected: 'one cancellation per mandate',
    }),
  );
