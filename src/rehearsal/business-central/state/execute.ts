import { minor, unreachable } from '#kernel';
import { isBlank, PostingStopped, recordNotFound, Refusal } from '../refusal.ts';
import { addCustomers } from '../generate/customers.ts';
import { addLaterEntries, addOpeningEntries, documentNumber } from '../generate/entries.ts';
import { addPaymentJournals } from '../generate/payment-journals.ts';
import type { DatedCommand, DocumentFields, Founding, PaymentFields } from './commands.ts';
import { applyAndPostBatch, insertBatch } from './batches.ts';
import { changeAgreement, insertAgreement, removeAgreement } from './agreements.ts';
import { changeJournal, changeLine, insertJournal, insertLine, removeJournal, removeLine } from './journal-lines.ts';
import { addEntry } from './ledger.ts';
import { changePaymentId, insertPaymentId } from './payment-ids.ts';
import { postFee, postRefund, postWriteOff } from './other-postings.ts';
import { postManually, postPayment } from './post-payment.ts';
import { postReturn } from './return-payment.ts';
import {
  accountNumbers,
  blankDate,
  type CollectionPayment,
  type Customer,
  emptyWorld,
  isOpen,
  type Row,
  touch,
  type World,
} from './world.ts';

/** The books as they are on the first day: the same for the same founding. */
export function found({ customers, entriesPerCustomer, schemes = ['BS'], ...company }: Founding): World {
  const world = emptyWorld({ ...company, schemes });
  addCustomers(world, customers);
  addOpeningEntries(world, entriesPerCustomer ?? undefined);
  addPaymentJournals(world);
  return world;
}

/**
 * Carries out one command on the books.
 *
 * Throws a {@link Refusal} before anything has changed. A posting that AL stops is no refusal: it leaves the payment
 * Failed.
 *
 * @returns whether anything changed; a payment that is posted already is returned as it is
 */
export function execute(world: World, command: DatedCommand): boolean {
  const hasChanged = carryOut(world, command);
  if (hasChanged) world.revision++;
  return hasChanged;
}

function carryOut(world: World, { command, at, today }: DatedCommand): boolean {
  switch (command.kind) {
    case 'insert payment':
      return insertPayment(world, command.fields, at);
    case 'apply and post':
      return applyAndPost(world, known(world.payments[command.payment - 1]), at);
    case 'insert batch':
      return insertBatch(world, command.fields, at);
    case 'apply and post batch':
      return applyAndPostBatch(world, known(world.batches[command.batch - 1]), at);
    case 'change entry':
      return change(known(world.entries[command.entry - 1]), command.fields, at);
    case 'change customer':
      return change(known(world.customerByCode.get(command.customer)), command.fields, at);
    case 'insert agreement':
      return insertAgreement(world, command.fields, at);
    case 'change agreement':
      return changeAgreement(world, command.agreement, command.fields, at);
    case 'remove agreement':
      return removeAgreement(world, command.agreement);
    case 'insert payment id':
      return insertPaymentId(world, command.fields, at);
    case 'change payment id':
      return changePaymentId(known(world.paymentIds[command.paymentId - 1]), command.fields, at);
    case 'insert journal':
      return insertJournal(world, command.fields, at);
    case 'change journal':
      return changeJournal(world, command.journal, command.fields, at);
    case 'remove journal':
      return removeJournal(world, command.journal);
    case 'insert line':
      return insertLine(world, command.journal, command.fields, at);
    case 'change line':
      return changeLine(world, command.line, command.fields, at);
    case 'remove line':
      return removeLine(world, command.line);
    case 'set posting range':
      return change(world.setup, { allowPostingFrom: command.from, allowPostingTo: command.to }, at);
    case 'set mandatory dimensions':
      return change(world.setup, { mandatoryDimensions: command.codes }, at);
    case 'set blocked accounts':
      return change(world.setup, { blockedAccounts: command.numbers }, at);
    case 'add documents':
      return addDocuments(world, command.documents, at);
    case 'add seeded documents':
      addLaterEntries(world, command, today, at);
      return true;
    case 'post manually': {
      const entry = known(world.entries[command.entry - 1]);
      if (!isOpen(entry) || entry.original < 0) throw recordNotFound();
      postManually(world, entry, command.minor, command.postingDate, at);
      return true;
    }
    default:
      return unreachable(command);
  }
}

export function customerOf(world: World, code: string): Customer {
  const customer = world.customerByCode.get(code);
  if (customer) return customer;
  throw new Refusal(
    400,
    'Application_FieldValidationException',
    `The field Customer No. contains a value (${code}) that cannot be found in the related table (Customer).`,
  );
}

/** The table relation of the account: a G/L account of the company, or blank. */
function checkAccount(number: string): void {
  if (isBlank(number) || accountNumbers.some((known) => known === number)) return;
  throw new Refusal(
    400,
    'Application_FieldValidationException',
    `The field Account No. contains a value (${number}) that cannot be found in the related table (G/L Account).`,
  );
}

function known<T>(record: T | undefined): T {
  if (record === undefined) throw recordNotFound();
  return record;
}

function insertPayment(world: World, fields: PaymentFields, at: number): boolean {
  const key = fields.idempotencyKey;
  if (isBlank(key))
    throw new Refusal(400, 'Application_FieldValidationException', 'Idempotency Key must have a value.');
  checkAccount(fields.accountNumber);
  const { customerNumber, ...rest } = fields;
  const customer = customerOf(world, customerNumber);
  if (world.paymentByKey.has(key)) {
    throw new Refusal(
      400,
      'Internal_EntityWithSameKeyExists',
      `The record in table COL Payment already exists. Identification fields and values: Idempotency Key='${key}'`,
    );
  }
  const payment: CollectionPayment = {
    ...rest,
    number: world.payments.length + 1,
    version: 1,
    modifiedAt: at,
    customer,
    status: 'New',
    postedDocumentNumber: '',
    postedEntryNumber: 0,
    errorMessage: '',
  };
  world.payments.push(payment);
  world.paymentByKey.set(key, payment);
  return true;
}

/** How each type is posted; each checks all its rules before the first change. */
const posters: Readonly<
  Record<CollectionPayment['type'], (world: World, payment: CollectionPayment, at: number) => void>
> = {
  Payment: postPayment,
  Return: postReturn,
  WriteOff: postWriteOff,
  Fee: postFee,
  Refund: postRefund,
};

function applyAndPost(world: World, payment: CollectionPayment, at: number): boolean {
  if (payment.status === 'Posted' || payment.status === 'Reversed') return false;
  try {
    posters[payment.type](world, payment, at);
  } catch (thrown) {
    if (!(thrown instanceof PostingStopped)) throw thrown;
    payment.status = 'Failed';
    payment.errorMessage = thrown.message;
    touch(payment, at);
  }
  return true;
}

/** Sets the fields that are given; one that is absent or undefined stays as it is. */
function change<R extends Row>(row: R, fields: { readonly [K in keyof R]?: R[K] | undefined }, at: number): boolean {
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) Object.assign(row, { [name]: value });
  touch(row, at);
  return true;
}

function addDocuments(world: World, documents: readonly DocumentFields[], at: number): boolean {
  for (const { customerNumber } of documents) customerOf(world, customerNumber);
  for (const document of documents) addDocument(world, document, at);
  return true;
}

function addDocument(world: World, document: DocumentFields, at: number): void {
  const number = ++world.counters.document;
  addEntry(
    world,
    {
      customer: customerOf(world, document.customerNumber),
      documentType: document.documentType,
      documentNumber: document.documentNumber ?? documentNumber(document.documentType, number),
      description: document.description ?? document.documentType,
      postingDate: document.postingDate,
      dueDate: document.dueDate,
      currencyCode: document.currencyCode ?? '',
      original: document.minor,
      externalDocumentNumber: document.externalDocumentNumber ?? '',
      terms: {
        discountDate: document.discount?.until ?? blankDate,
        discount: document.discount?.minor ?? minor(0),
        discountToleranceDate: blankDate,
        tolerance: document.toleranceMinor ?? minor(0),
      },
      dimensions: document.dimensions ?? {},
      ...(document.onHold === undefined ? {} : { onHold: document.onHold }),
    },
    at,
  );
}
