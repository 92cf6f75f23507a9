import { boolean, code, dateTime, decimal, enumeration, guid, text, writable } from '../odata/entity.ts';
import type { Body } from '../odata/body.ts';
import type { Source } from '../odata/list.ts';
import { Refusal } from '../refusal.ts';
import type { CustomerFields } from '../state/commands.ts';
import { blockedValues, type Customer, isOpen, type World } from '../state/world.ts';
import { blankGuid, type Company, inLocalCurrency } from './context.ts';
import { definition, type EntitySet, entitySet } from './entity-set.ts';

/** Our extension's page on table 18: what the service reads of a customer, and nothing that may be changed. */
export function collectionCustomers({ world }: Company): EntitySet {
  return entitySet({
    definition: definition<Customer>({
      entitySet: 'customers',
      entity: 'customer',
      keyOf: (customer) => customer.number,
      versionOf: (customer) => customer.version,
      fields: {
        id: guid((customer) => world.ids.idOf('customer', customer.number)),
        number: code(20, (customer) => customer.code),
        displayName: text(100, (customer) => customer.name),
        addressLine1: text(100, (customer) => customer.addressLine1),
        addressLine2: text(50, (customer) => customer.addressLine2),
        city: text(30, (customer) => customer.city),
        country: code(10, (customer) => customer.country),
        postalCode: code(20, (customer) => customer.postalCode),
        email: text(80, (customer) => customer.email),
        taxRegistrationNumber: text(50, (customer) => customer.taxRegistrationNumber),
        currencyCode: code(10, (customer) => customer.currencyCode),
        blocked: enumeration(blockedValues, (customer) => customer.blocked),
        collectionScheme: code(20, (customer) => customer.collectionScheme),
        excludeFromCollection: boolean((customer) => customer.excludeFromCollection),
        lastModifiedDateTime: dateTime((customer) => customer.modifiedAt),
      },
    }),
    source: customerSource(world),
    find: (id) => findCustomer(world, id),
  });
}

/** The standard entity (business-central.md 1.4). Customers are made by people, so no insert and no delete here. */
export function standardCustomers({ world, perform, today }: Company): EntitySet {
  return entitySet({
    definition: standardDefinition(world, today),
    source: customerSource(world),
    find: (id) => findCustomer(world, id),
    modify: (customer, body) => {
      if (body.has('number') && body.text('number', '') !== customer.code) {
        throw new Refusal(
          400,
          'BadRequest_InvalidOperation',
          'The number of a customer is not changed in a rehearsal.',
        );
      }
      perform({ kind: 'change customer', customer: customer.code, fields: changesIn(body) });
    },
  });
}

const blank = (): string => '';

function standardDefinition(world: World, today: () => string) {
  const nowhere = (): string => blankGuid;
  return definition<Customer>({
    entitySet: 'customers',
    entity: 'customer',
    keyOf: (customer) => customer.number,
    versionOf: (customer) => customer.version,
    fields: {
      id: guid((customer) => world.ids.idOf('customer', customer.number)),
      number: writable(code(20, (customer) => customer.code)),
      displayName: writable(text(100, (customer) => customer.name)),
      type: enumeration(['Company', 'Person'], (customer) => (customer.taxRegistrationNumber ? 'Company' : 'Person')),
      addressLine1: writable(text(100, (customer) => customer.addressLine1)),
      addressLine2: writable(text(50, (customer) => customer.addressLine2)),
      city: writable(text(30, (customer) => customer.city)),
      state: text(30, blank),
      country: writable(code(10, (customer) => customer.country)),
      postalCode: writable(code(20, (customer) => customer.postalCode)),
      phoneNumber: writable(text(30, (customer) => customer.phoneNumber)),
      email: writable(text(80, (customer) => customer.email)),
      website: text(255, blank),
      salespersonCode: code(20, blank),
      balanceDue: decimal((customer) => balanceDue(customer, today())),
      creditLimit: decimal(() => 0),
      taxLiable: boolean(() => false),
      taxAreaId: guid(nowhere),
      taxAreaDisplayName: text(0, blank),
      taxRegistrationNumber: writable(text(50, (customer) => customer.taxRegistrationNumber)),
      currencyId: guid((customer) => (customer.currencyCode ? world.ids.idOf('currency', 1) : blankGuid)),
      // The standard page answers the local currency's own code where table 18 is blank.
      currencyCode: code(10, (customer) => customer.currencyCode || 'DKK'),
      paymentTermsId: guid(nowhere),
      shipmentMethodId: guid(nowhere),
      paymentMethodId: guid(nowhere),
      blocked: writable(enumeration(blockedValues, (customer) => customer.blocked)),
      lastModifiedDateTime: dateTime((customer) => customer.modifiedAt),
    },
  });
}

const columns = [
  ['displayName', 'name'],
  ['addressLine1', 'addressLine1'],
  ['addressLine2', 'addressLine2'],
  ['city', 'city'],
  ['country', 'country'],
  ['postalCode', 'postalCode'],
  ['phoneNumber', 'phoneNumber'],
  ['email', 'email'],
  ['taxRegistrationNumber', 'taxRegistrationNumber'],
] as const;

function changesIn(body: Body): CustomerFields {
  const texts = columns.filter(([sent]) => body.has(sent)).map(([sent, kept]) => [kept, body.text(sent, '')] as const);
  const blocked = blockedValues.find((value) => body.has('blocked') && value === body.text('blocked', ''));
  return { ...Object.fromEntries(texts), ...(blocked === undefined ? {} : { blocked }) };
}

function balanceDue(customer: Customer, today: string): number {
  return customer.entries
    .filter((entry) => isOpen(entry) && entry.dueDate <= today)
    .reduce((sum, entry) => sum + inLocalCurrency(entry.remaining, entry.currencyCode), 0);
}

function customerSource(world: World): Source<Customer> {
  const one = <T>(row: T | undefined): readonly T[] => (row === undefined ? [] : [row]);
  return {
    all: () => world.customers,
    indexes: new Map([
      ['number', (value) => one(world.customerByCode.get(String(value)))],
      ['id', (value) => one(findCustomer(world, String(value)))],
    ]),
    revision: () => world.revision,
  };
}

export const findCustomer = (world: World, id: string): Customer | undefined =>
  world.customers[(world.ids.numberOf('customer', id) ?? 0) - 1];
