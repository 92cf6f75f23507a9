import { calendarDate, hasModulus10 } from '#kernel';
import { isLatin1, toLatin1 } from '#schemas/kit';
import type { BsAgreement, BsCollection, BsPayer, BsSection } from './agreement.ts';
import { isAtHome, mostPayerLines, payerLines } from './payer-lines.ts';

export interface CollectionFault {
  readonly field: string;
  readonly value: string;
  readonly expected: string;
  readonly remedy: string;
}

/** The widest amount 13 digits hold, in øre. */
const largestAmount = 9_999_999_999_999;
const mostTexts = 5000;
const textWidth = 60;
/** The mark of an electronic-slip agreement; collecting by it is not possible (nets-formats.md section 1). */
const electronicSlipMandate = '999999999';

/**
 * Everything that would make Nets refuse a collection, or us unable to write it; an empty list is fit to be written.
 *
 * Whether the payment date can still be met is not asked here, nor whether the reference is one of its kind.
 */
export function checkCollection(
  collection: BsCollection,
  agreement: BsAgreement,
  section: BsSection = '0112',
): readonly CollectionFault[] {
  return [
    ...checkSection(agreement, section),
    ...checkCustomer(collection, agreement),
    ...checkMandate(collection, agreement, section),
    ...checkAmount(collection, section),
    ...checkDate(collection),
    ...checkReference(collection, section),
    ...checkPaymentId(collection, section),
    ...checkTexts(collection, agreement, section),
    ...checkPayer(collection, agreement),
  ];
}

const fault = (field: string, value: string, expected: string, remedy: string): CollectionFault => ({
  field,
  value,
  expected,
  remedy,
});

function checkSection(agreement: BsAgreement, section: BsSection): readonly CollectionFault[] {
  const needed = { '0112': agreement.kind, '0113': 'basis', '0117': 'total', '0118': 'total' }[section];
  if (needed === agreement.kind) return [];
  return [
    fault('section', section, `an agreement of type ${needed}`, 'Use a section that the agreement with Nets allows.'),
  ];
}

function checkCustomer({ customerNumber, debtorGroup }: BsCollection, agreement: BsAgreement) {
  const faults: CollectionFault[] = [];
  if (!/^[0-9A-ZÆØÅa-zæøå]{1,15}$/.test(customerNumber)) {
    const expected = 'at most 15 signs 0-9, A-Z, Æ, Ø, Å, without blanks';
    faults.push(
      fault('customerNumber', customerNumber, expected, 'Give the customer another number in Business Central.'),
    );
  }
  const isKnown = agreement.debtorGroups.some((group) => group.number === debtorGroup);
  if (!isKnown || !/^\d{5}$/.test(debtorGroup)) {
    const expected = `one of ${agreement.debtorGroups.map((group) => group.number).join(', ') || 'no group at all'}`;
    faults.push(
      fault('debtorGroup', debtorGroup, expected, 'Choose a debtor group of the agreement for the customer.'),
    );
  }
  return faults;
}

function checkMandate({ mandateNumber }: BsCollection, agreement: BsAgreement, section: BsSection) {
  const isNeeded = agreement.kind === 'basis';
  const isSent = isNeeded || (agreement.sendKnownMandateNumber && mandateNumber !== null && !isSlip(section));
  if (!isSent) return [];
  const isFit = /^\d{9}$/.test(mandateNumber ?? '') && !/^0+$/.test(mandateNumber ?? '');
  if (isFit && mandateNumber !== electronicSlipMandate) return [];
  const remedy = 'Register the mandate number Nets gave, or collect in another way.';
  return [fault('mandateNumber', mandateNumber ?? '', '9 digits, not 000000000 and not 999999999', remedy)];
}

function checkAmount({ amount, direction }: BsCollection, section: BsSection): readonly CollectionFault[] {
  const isStop = section === '0113' && direction === 'none';
  const allowed: readonly string[] = isSlip(section) ? ['collect'] : ['collect', 'disburse'];
  if (isStop ? amount === 0 : allowed.includes(direction) && isAmount(amount)) return [];
  if (isStop) return [fault('amount', String(amount), 'no amount on a stopped collection', 'Set the amount to 0.')];
  if (!allowed.includes(direction)) {
    return [fault('direction', direction, allowed.join(' or '), 'Leave the line out, or change what it collects.')];
  }
  const remedy = 'Collect a positive amount; split one that is too large.';
  return [fault('amount', String(amount), `1 to ${largestAmount} øre`, remedy)];
}

/** Payment slips only ever collect, carry 9 signs of reference, and go without a mandate. */
const isSlip = (section: BsSection): boolean => section === '0117' || section === '0118';

const isAmount = (amount: number): boolean => Number.isSafeInteger(amount) && amount > 0 && amount <= largestAmount;

function checkDate({ paymentDate }: BsCollection): readonly CollectionFault[] {
  if (calendarDate(paymentDate).ok) return [];
  return [fault('paymentDate', paymentDate, 'a date', 'Give the line a payment date.')];
}

function checkReference({ reference }: BsCollection, section: BsSection): readonly CollectionFault[] {
  const most = isSlip(section) ? 9 : 30;
  if (reference.length <= most && isLatin1(reference) && reference.trim() === reference) return [];
  const expected = `at most ${most} signs of ISO 8859-1, no blanks around it`;
  return [fault('reference', reference, expected, 'Give the line a shorter reference of plain letters and digits.')];
}

/** An id with a wrong check digit would be refused at the payer's bank: the slip could not be paid. */
function checkPaymentId({ paymentId }: BsCollection, section: BsSection): readonly CollectionFault[] {
  if (paymentId === undefined || paymentId === null) return [];
  if (section !== '0118') {
    return [fault('paymentId', paymentId, 'none outside section 0118', 'Use section 0118, or leave the id out.')];
  }
  const isFit = /^\d{2,16}$/.test(paymentId) && !/^0+$/.test(paymentId) && hasModulus10(paymentId);
  if (isFit) return [];
  const expected = 'at most 16 digits, the last one the check digit (modulus 10)';
  return [fault('paymentId', paymentId, expected, 'Make the payment id anew.')];
}

function checkTexts(collection: BsCollection, agreement: BsAgreement, section: BsSection): readonly CollectionFault[] {
  const slipTexts = collection.slipTexts ?? [];
  const faults = [...checkLines('texts', collection.texts), ...checkLines('slipTexts', slipTexts)];
  if (slipTexts.length > 0 && (agreement.kind === 'basis' || section === '0113')) {
    const expected = 'no slip texts with an agreement of type basis';
    faults.push(fault('slipTexts', slipTexts[0] ?? '', expected, 'Leave the texts for the slip out.'));
  }
  return faults;
}

function checkLines(field: string, lines: readonly string[]): CollectionFault[] {
  const faults = lines.flatMap((line) => {
    const written = toLatin1(line);
    if (written.length <= textWidth && isLatin1(written)) return [];
    const expected = `at most ${textWidth} signs of ISO 8859-1`;
    return [fault(field, line, expected, 'Shorten the text, and write it in Latin letters.')];
  });
  if (lines.length <= mostTexts) return faults;
  return [...faults, fault(field, `${lines.length} lines`, `at most ${mostTexts} lines`, 'Leave lines out.')];
}

function checkPayer({ payer }: BsCollection, agreement: BsAgreement): readonly CollectionFault[] {
  if (agreement.kind === 'basis') return [];
  if (payer === null) {
    return [fault('payer', '', 'name and address', 'Enter name and address of the customer in Business Central.')];
  }
  return [...checkPayerLines(payer), ...checkPlace(payer)];
}

function checkPayerLines(payer: BsPayer): readonly CollectionFault[] {
  const faults: CollectionFault[] = [];
  if (toLatin1(payer.name).trim() === '') {
    faults.push(fault('payer.name', payer.name, 'a name', 'Enter the customer’s name in Business Central.'));
  }
  const lines = payerLines(payer);
  const least = isAtHome(payer) ? 2 : 3;
  if (lines.length < least || lines.length > mostPayerLines) {
    const expected = `${least} to ${mostPayerLines} lines of 35 signs, name included`;
    faults.push(fault('payer.addressLines', lines.join(' / '), expected, 'Complete or shorten the address.'));
  }
  const foreign = lines.find((line) => !isLatin1(line));
  if (foreign !== undefined) {
    faults.push(fault('payer.addressLines', foreign, 'signs of ISO 8859-1', 'Write the address in Latin letters.'));
  }
  return faults;
}

function checkPlace(payer: BsPayer): readonly CollectionFault[] {
  const faults: CollectionFault[] = [];
  if (isAtHome(payer) && !/^\d{4}$/.test(payer.postcode.trim())) {
    faults.push(fault('payer.postcode', payer.postcode, 'a Danish postcode of 4 digits', 'Correct the postcode.'));
  }
  if (!isAtHome(payer) && toLatin1(payer.city).trim() === '') {
    faults.push(fault('payer.city', payer.city, 'a town', 'Enter the town; abroad it is part of the address.'));
  }
  if (!/^([A-Za-z]{2})?$/.test(payer.country.trim())) {
    faults.push(fault('payer.country', payer.country, 'a country code of two letters', 'Correct the country code.'));
  }
  if (payer.cprCvr && !/^(\d{8}|\d{10})$/.test(payer.cprCvr)) {
    faults.push(fault('payer.cprCvr', '', 'a CVR number of 8 or a CPR number of 10 digits', 'Correct the number.'));
  }
  return faults;
}
