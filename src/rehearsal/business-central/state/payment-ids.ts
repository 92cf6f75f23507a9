import { fieldRefused, isBlank, Refusal } from '../refusal.ts';
import type { PaymentIdChange, PaymentIdFields } from './commands.ts';
import { blankDate, type CollectionPaymentId, touch, type World } from './world.ts';

export function insertPaymentId(world: World, fields: PaymentIdFields, at: number): boolean {
  const { customerNumber, paymentId, scheme, entryNumber, validFrom } = fields;
  for (const [caption, value] of [
    ['Payment ID', paymentId],
    ['Scheme', scheme],
    ['Customer No.', customerNumber],
  ] as const) {
    if (isBlank(value)) throw fieldRefused(`${caption} must have a value.`);
  }
  if (validFrom === blankDate) throw fieldRefused('Valid From must have a value.');
  const customer = world.customerByCode.get(customerNumber);
  if (!customer) throw notRelated('Customer No.', customerNumber, 'Customer');
  if (entryNumber !== 0 && world.entries[entryNumber - 1]?.customer !== customer) {
    throw notRelated('Cust. Ledger Entry No.', String(entryNumber), 'Cust. Ledger Entry');
  }
  checkDates(validFrom, fields.validTo);
  if (world.paymentIdByValue.has(paymentId)) {
    throw new Refusal(
      400,
      'Internal_EntityWithSameKeyExists',
      `The record in table COL Payment Id already exists. Identification fields and values: Payment ID='${paymentId}'`,
    );
  }
  const added: CollectionPaymentId = {
    ...fields,
    customer,
    number: world.paymentIds.length + 1,
    version: 1,
    modifiedAt: at,
  };
  world.paymentIds.push(added);
  world.paymentIdByValue.set(paymentId, added);
  return true;
}

/** A number may be retired and never be taken into use again. */
export function changePaymentId(paymentId: CollectionPaymentId, change: PaymentIdChange, at: number): boolean {
  if (paymentId.status === 'Retired' && change.status !== 'Retired') {
    throw fieldRefused(`Status must not be changed: payment id ${paymentId.paymentId} is retired.`);
  }
  checkDates(paymentId.validFrom, change.validTo);
  Object.assign(paymentId, change);
  touch(paymentId, at);
  return true;
}

function checkDates(validFrom: string, validTo: string): void {
  if (validTo !== blankDate && validTo < validFrom) throw fieldRefused('Valid To must not be before Valid From.');
}

const notRelated = (field: string, value: string, table: string): Refusal =>
  fieldRefused(`The field ${field} contains a value (${value}) that cannot be found in the related table (${table}).`);
