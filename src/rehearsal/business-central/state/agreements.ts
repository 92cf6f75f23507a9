import { recordNotFound, Refusal } from '../refusal.ts';
import type { AgreementFields } from './commands.ts';
import { type Agreement, touch, type World } from './world.ts';

export function insertAgreement(world: World, fields: AgreementFields, at: number): boolean {
  const { customerNumber, ...rest } = fields;
  const customer = world.customerByCode.get(customerNumber);
  if (!customer) throw unknownCustomer(customerNumber);
  const agreement: Agreement = { ...rest, number: ++world.counters.agreement, version: 1, modifiedAt: at, customer };
  world.agreements.push(agreement);
  customer.agreements.push(agreement);
  return true;
}

export function changeAgreement(world: World, number: number, fields: AgreementFields, at: number): boolean {
  const agreement = agreementOf(world, number);
  const { customerNumber, ...rest } = fields;
  const customer = world.customerByCode.get(customerNumber);
  if (!customer) throw unknownCustomer(customerNumber);
  if (customer !== agreement.customer) {
    dropFrom(agreement.customer.agreements, agreement);
    customer.agreements.push(agreement);
  }
  Object.assign(agreement, rest, { customer });
  touch(agreement, at);
  return true;
}

export function removeAgreement(world: World, number: number): boolean {
  const agreement = agreementOf(world, number);
  dropFrom(world.agreements, agreement);
  dropFrom(agreement.customer.agreements, agreement);
  return true;
}

/** Agreements stand in the order of their numbers, with gaps where some were deleted. */
export function agreementOf(world: World, number: number): Agreement {
  const found = world.agreements.find((agreement) => agreement.number === number);
  if (!found) throw recordNotFound();
  return found;
}

export function dropFrom<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}

const unknownCustomer = (code: string): Refusal =>
  new Refusal(
    400,
    'Application_FieldValidationException',
    `The field Customer No. contains a value (${code}) that cannot be found in the related table (Customer).`,
  );
