import { minor } from '#kernel';
import { code, date, dateTime, decimal, enumeration, guid, insertable, integer, text } from '../odata/entity.ts';
import type { Body } from '../odata/body.ts';
import { fieldRefused, recordNotFound } from '../refusal.ts';
import type { PaymentFields } from '../state/commands.ts';
import {
  blankDate,
  type CollectionPayment,
  documentTypes,
  paymentStatuses,
  paymentTypes,
  type World,
} from '../state/world.ts';
import { type Company, isForeignCurrency } from './context.ts';
import { definition, type EntitySet, entitySet } from './entity-set.ts';

/**
 * Our extension's payments (business-central.md 3.4 and 3.5): inserted once under a unique idempotency key, then posted
 * by the bound action `applyAndPost`, which answers 200 with the entity also when the posting failed.
 */
export function collectionPayments({ world, perform }: Company): EntitySet {
  return entitySet({
    definition: paymentDefinition(world),
    source: {
      all: () => world.payments,
      indexes: new Map([
        [
          'idempotencyKey',
          (value) => {
            const found = world.paymentByKey.get(String(value));
            return found ? [found] : [];
          },
        ],
      ]),
      revision: () => world.revision,
    },
    find: (id) => world.payments[(world.ids.numberOf('payment', id) ?? 0) - 1],
    insert: (body) => {
      perform({ kind: 'insert payment', fields: fieldsOf(body) });
      const added = world.payments.at(-1);
      if (!added) throw recordNotFound();
      return added;
    },
    actions: { applyAndPost: (payment) => perform({ kind: 'apply and post', payment: payment.number }) },
  });
}

function paymentDefinition(world: World) {
  return definition<CollectionPayment>({
    entitySet: 'collectionPayments',
    entity: 'collectionPayment',
    keyOf: (payment) => payment.number,
    versionOf: (payment) => payment.version,
    fields: {
      id: guid((payment) => world.ids.idOf('payment', payment.number)),
      idempotencyKey: insertable(code(100, (payment) => payment.idempotencyKey)),
      type: insertable(enumeration(paymentTypes, (payment) => payment.type)),
      provider: insertable(text(50, (payment) => payment.provider)),
      fileName: insertable(text(250, (payment) => payment.fileName)),
      fileLine: insertable(integer((payment) => payment.fileLine)),
      customerNumber: insertable(code(20, (payment) => payment.customer.code)),
      appliesToEntryNumber: insertable(integer((payment) => payment.appliesToEntryNumber)),
      appliesToDocumentType: insertable(enumeration(documentTypes, (payment) => payment.appliesToDocumentType)),
      appliesToDocumentNumber: insertable(code(20, (payment) => payment.appliesToDocumentNumber)),
      applications: insertable(text(0, (payment) => payment.applications)),
      postingDate: insertable(date((payment) => payment.postingDate)),
      currencyCode: insertable(code(10, (payment) => payment.currencyCode)),
      amount: insertable(decimal((payment) => payment.amount)),
      feeAmount: insertable(decimal((payment) => payment.feeAmount)),
      externalDocumentNumber: insertable(code(35, (payment) => payment.externalDocumentNumber)),
      description: insertable(text(100, (payment) => payment.description)),
      reasonCode: insertable(code(10, (payment) => payment.reasonCode)),
      accountNumber: insertable(code(20, (payment) => payment.accountNumber)),
      dimensions: insertable(text(2048, (payment) => payment.dimensions)),
      status: enumeration(paymentStatuses, (payment) => payment.status),
      postedDocumentNumber: code(20, (payment) => payment.postedDocumentNumber),
      postedEntryNumber: integer((payment) => payment.postedEntryNumber),
      errorMessage: text(2048, (payment) => payment.errorMessage),
      lastModifiedDateTime: dateTime((payment) => payment.modifiedAt),
    },
  });
}

function fieldsOf(body: Body): PaymentFields {
  const type = body.text('type', 'Payment');
  const documentType = body.text('appliesToDocumentType', ' ');
  const currencyCode = checkCurrency(body.text('currencyCode', ''));
  return {
    idempotencyKey: body.text('idempotencyKey', ''),
    type: paymentTypes.find((known) => known === type) ?? 'Payment',
    provider: body.text('provider', ''),
    fileName: body.text('fileName', ''),
    fileLine: body.number('fileLine', 0),
    customerNumber: body.text('customerNumber', ''),
    appliesToEntryNumber: body.number('appliesToEntryNumber', 0),
    appliesToDocumentType: documentTypes.find((known) => known === documentType) ?? ' ',
    appliesToDocumentNumber: body.text('appliesToDocumentNumber', ''),
    applications: body.text('applications', ''),
    postingDate: body.text('postingDate', blankDate),
    currencyCode,
    amount: notNegative(body, 'amount'),
    feeAmount: notNegative(body, 'feeAmount'),
    externalDocumentNumber: body.text('externalDocumentNumber', ''),
    description: body.text('description', ''),
    reasonCode: body.text('reasonCode', ''),
    accountNumber: body.text('accountNumber', ''),
    dimensions: body.text('dimensions', ''),
  };
}

function notNegative(body: Body, name: string) {
  const amount = body.number(name, 0);
  if (amount < 0)
    throw fieldRefused(`The value of '${name}' must be greater than or equal to 0. Value: ${amount / 100}.`);
  return minor(amount);
}

/** The table relation of a currency code; blank is the local currency. */
export function checkCurrency(currencyCode: string): string {
  if (currencyCode === '' || isForeignCurrency(currencyCode)) return currencyCode;
  throw fieldRefused(
    `The field Currency Code contains a value (${currencyCode}) that cannot be found in the related table ` +
      '(Currency).',
  );
}
