import { calendarDate, yearOf } from '#kernel';
import type { CollectionFault } from '../channel.ts';
import type { LsAgreement, LsCollection, LsMandateOrder } from './agreement.ts';

/** The widest amount 11 digits hold, in øre. */
const largestAmount = 99_999_999_999;

/**
 * Everything that would make Nets refuse a collection, or us unable to write it; an empty list is fit to be written.
 *
 * Day and transaction maxima are agreed with the creditor's bank and not known here. Whether the payment date can still
 * be met is asked by `checkLsDate`.
 */
export function checkLsCollection(
  { customerNumber, paymentDate, direction, amount }: LsCollection,
  agreement: LsAgreement,
): readonly CollectionFault[] {
  const faults: CollectionFault[] = [
    ...checkLsAgreement(agreement),
    ...checkCustomer('customerNumber', customerNumber),
  ];
  if (!isDate(paymentDate)) {
    faults.push(fault('paymentDate', paymentDate, 'a date of this century', 'Give the line a payment date.'));
  }
  if (direction !== 'collect' && direction !== 'disburse') {
    faults.push(fault('direction', String(direction), 'collect or disburse', 'Set the amount to 0 to stop a payment.'));
  }
  if (!Number.isSafeInteger(amount) || amount < 0 || amount > largestAmount) {
    const expected = `0 (to stop it) to ${largestAmount} øre`;
    faults.push(fault('amount', String(amount), expected, 'Collect a positive amount; split one that is too large.'));
  }
  return faults;
}

/** The same for a change of mandates. */
export function checkLsMandateOrder(order: LsMandateOrder): readonly CollectionFault[] {
  const faults = [...checkCustomer('customerNumber', order.customerNumber)];
  if (order.kind === 'register') {
    faults.push(...checkDigits('registration', order.registration, /^\d{4}$/, '4 digits'));
    faults.push(...checkDigits('account', order.account, /^(?!0+$)\d{1,10}$/, 'up to 10 digits'));
    faults.push(...checkDigits('cvr', order.cvr, /^\d{8}$/, '8 digits'));
  } else if (order.kind === 'change') {
    faults.push(...checkDigits('newCreditorNumber', order.newCreditorNumber, /^\d{5}$/, '5 digits'));
    faults.push(...checkCustomer('newCustomerNumber', order.newCustomerNumber));
  }
  return faults;
}

export const checkLsAgreement = ({ creditorNumber, dataSupplierNumber }: LsAgreement): readonly CollectionFault[] => [
  ...checkDigits('creditorNumber', creditorNumber, /^\d{5}$/, '5 digits'),
  ...checkDigits('dataSupplierNumber', dataSupplierNumber, /^\d{8}$/, '8 digits'),
];

const fault = (field: string, value: string, expected: string, remedy: string): CollectionFault => ({
  field,
  value,
  expected,
  remedy,
});

function checkCustomer(field: string, value: string): readonly CollectionFault[] {
  if (/^[0-9A-ZÆØÅa-zæøå]{1,15}$/.test(value)) return [];
  const expected = 'at most 15 signs 0-9, A-Z, Æ, Ø, Å, without blanks';
  return [fault(field, value, expected, 'Give the customer another number in Business Central.')];
}

function checkDigits(field: string, value: string, form: RegExp, expected: string): readonly CollectionFault[] {
  return form.test(value) ? [] : [fault(field, value, expected, 'Correct the number.')];
}

/** Dates travel with two digits of the year. */
function isDate(text: string): boolean {
  const date = calendarDate(text);
  return date.ok && yearOf(date.value) >= 2000 && yearOf(date.value) <= 2099;
}
