import { createHash } from 'node:crypto';
import { type Minor, minor, minorFromJson } from '#kernel';
import { z } from 'zod';
import { isBlank, PostingStopped, Refusal } from '../refusal.ts';
import type { BatchFields } from './commands.ts';
import { postPayment } from './post-payment.ts';
import { type CollectionBatch, type CollectionPayment, type Customer, touch, type World } from './world.ts';
import { keepAsItIs } from './roll-back.ts';

const line = z.strictObject({
  idempotencyKey: z.string().min(1).max(100),
  customerNumber: z.string().min(1).max(20),
  amount: z.number().positive(),
  appliesToEntryNumber: z.int().min(0),
  applications: z.string(),
  dimensions: z.string().max(2048),
  externalDocumentNumber: z.string().max(35),
  description: z.string().max(100),
  provider: z.string().max(50),
  fileName: z.string().max(250),
  fileLine: z.int(),
});

/** The largest batch the extension posts in one transaction. */
const mostLines = 1000;

/** Inserts a batch; what its head says must be true of its lines. */
export function insertBatch(world: World, fields: BatchFields, at: number): boolean {
  const key = fields.idempotencyKey;
  if (isBlank(key)) throw refused('Idempotency Key must have a value.');
  if (world.batchByKey.has(key)) {
    throw new Refusal(
      400,
      'Internal_EntityWithSameKeyExists',
      `The record in table COL Batch already exists. Identification fields and values: Idempotency Key='${key}'`,
    );
  }
  const lines = linesOf(fields.lines);
  if (!lines) throw refused('Lines is not a list of payments.');
  if (lines.length === 0 || lines.length > mostLines) throw refused(`A batch has 1 to ${mostLines} lines.`);
  if (lines.length !== fields.lineCount) throw refused('Line Count must be equal to the number of lines.');
  const total = lines.reduce((sum, { amount }) => sum + amountOf(amount), 0);
  if (total !== fields.totalAmount) throw refused('Total Amount must be equal to the sum of the lines.');
  if (createHash('sha256').update(fields.lines).digest('hex') !== fields.linesHash) {
    throw refused('Lines Hash must be equal to the SHA-256 of the lines.');
  }
  const batch: CollectionBatch = {
    ...fields,
    number: world.batches.length + 1,
    version: 1,
    modifiedAt: at,
    status: 'New',
    results: '',
    errorMessage: '',
  };
  world.batches.push(batch);
  world.batchByKey.set(key, batch);
  return true;
}

/** Posts all lines in one transaction, or none: one that is stopped undoes those before it. A posted batch is left alone. */
export function applyAndPostBatch(world: World, batch: CollectionBatch, at: number): boolean {
  if (batch.status === 'Posted') return false;
  const lines = linesOf(batch.lines) ?? [];
  const customers = lines.flatMap(({ customerNumber }) => world.customerByCode.get(customerNumber) ?? []);
  const rollBack = keepAsItIs(world, customers);
  try {
    const posted = lines.map((one) => postLine(world, batch, one, at));
    batch.results = JSON.stringify(
      posted.map((payment) => ({
        idempotencyKey: payment.idempotencyKey,
        documentNumber: payment.postedDocumentNumber,
        entryNumber: payment.postedEntryNumber,
      })),
    );
    batch.status = 'Posted';
    batch.errorMessage = '';
    world.bankSums.push(batch.totalAmount);
  } catch (thrown) {
    if (!(thrown instanceof PostingStopped)) throw thrown;
    rollBack();
    batch.status = 'Failed';
    batch.errorMessage = thrown.message;
  }
  touch(batch, at);
  return true;
}

function postLine(world: World, batch: CollectionBatch, one: z.infer<typeof line>, at: number): CollectionPayment {
  // A Code field of AL: upper case, without blanks at either end.
  const idempotencyKey = one.idempotencyKey.trim().toUpperCase();
  if (world.paymentByKey.has(idempotencyKey)) {
    throw new PostingStopped(`The record in table COL Payment already exists. Idempotency Key='${idempotencyKey}'`);
  }
  const { customerNumber, amount, ...rest } = one;
  const payment: CollectionPayment = {
    ...rest,
    idempotencyKey,
    number: world.payments.length + 1,
    version: 1,
    modifiedAt: at,
    type: 'Payment',
    customer: customerIn(world, customerNumber),
    amount: amountOf(amount),
    appliesToDocumentType: ' ',
    appliesToDocumentNumber: '',
    postingDate: batch.postingDate,
    currencyCode: batch.currencyCode,
    feeAmount: minor(0),
    reasonCode: '',
    accountNumber: '',
    status: 'New',
    postedDocumentNumber: '',
    postedEntryNumber: 0,
    errorMessage: '',
  };
  world.payments.push(payment);
  world.paymentByKey.set(payment.idempotencyKey, payment);
  postPayment(world, payment, at);
  return payment;
}

function customerIn(world: World, code: string): Customer {
  const customer = world.customerByCode.get(code);
  if (customer) return customer;
  throw new PostingStopped(
    `The field Customer No. contains a value (${code}) that cannot be found in the related table (Customer).`,
  );
}

function linesOf(text: string): readonly z.infer<typeof line>[] | undefined {
  try {
    return z.array(line).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function amountOf(value: number): Minor {
  const read = minorFromJson(value);
  if (read.ok) return read.value;
  throw refused(`Amount is wrong in a line: ${read.error}`);
}

const refused = (text: string): Refusal => new Refusal(400, 'Application_FieldValidationException', text);
