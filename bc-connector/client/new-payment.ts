import { jsonFromMinor, problem, ProblemError, sum } from '#kernel';
import type { BcPayment } from '#schemas/bc';
import type { BcApplication, BcNewPayment } from './types.ts';

/** Field lengths of the extension's payment table. Too long is refused, never cut. */
const mostSigns = {
  idempotencyKey: 100,
  customerNumber: 20,
  currencyCode: 10,
  accountNumber: 20,
  dimensions: 2048,
  externalDocumentNumber: 35,
  description: 100,
} as const;

/**
 * Refuses a payment the API has no room for, before anything is sent.
 *
 * @throws ProblemError FIELD_NOT_WRITABLE
 */
export function checkNewPayment(payment: BcNewPayment): void {
  const { type, amount, applications, appliesToEntryNumber } = payment;
  for (const [field, most] of Object.entries(mostSigns)) {
    const value = String(Reflect.get(payment, field));
    if (value.length > most) notWritable(field, value, `at most ${most} signs`);
  }
  if (payment.idempotencyKey.trim() === '') notWritable('idempotencyKey', payment.idempotencyKey, 'a key');
  if (payment.customerNumber.trim() === '') notWritable('customerNumber', '', 'a customer number');
  if (amount <= 0) notWritable('amount', String(amount), 'more than 0');
  if (!Number.isInteger(appliesToEntryNumber) || appliesToEntryNumber < 0) {
    notWritable('appliesToEntryNumber', String(appliesToEntryNumber), 'an entry number, or 0');
  }
  if (needsEntry.has(type) && appliesToEntryNumber === 0) {
    notWritable('appliesToEntryNumber', '0', 'the entry number of what is taken back, written off or paid back');
  }
  if (needsAccount.has(type) !== (payment.accountNumber.trim() !== '')) {
    const expected = needsAccount.has(type) ? 'a G/L account' : `nothing with the type ${type}`;
    notWritable('accountNumber', payment.accountNumber, expected);
  }
  if (applications.length > 0) checkApplications(payment);
}

const needsEntry: ReadonlySet<string> = new Set<BcNewPayment['type']>(['Return', 'WriteOff', 'Refund']);
const needsAccount: ReadonlySet<string> = new Set<BcNewPayment['type']>(['WriteOff', 'Fee']);

function checkApplications({ type, amount, applications, appliesToEntryNumber }: BcNewPayment): void {
  const shown = applicationsText(applications);
  if (type !== 'Payment') notWritable('applications', shown, `nothing, as a ${type} names one entry or none`);
  if (appliesToEntryNumber !== 0)
    notWritable('appliesToEntryNumber', String(appliesToEntryNumber), '0 with applications');
  const entries = new Set(applications.map(({ entryNumber }) => entryNumber));
  if (entries.size < applications.length) notWritable('applications', shown, 'each entry once');
  const isWrong = applications.some(
    (one) =>
      !Number.isInteger(one.entryNumber) || one.entryNumber < 1 || one.amount === 0 || !isDiscountOf(one.discount, one),
  );
  if (isWrong) {
    notWritable(
      'applications',
      shown,
      'entry numbers above 0, amounts that are not 0, and discounts signed as they are',
    );
  }
  if (sum(applications.map((one) => one.amount)) > amount) {
    notWritable('applications', shown, `together at most the payment's amount, ${amount} in minor units`);
  }
}

/** A discount is signed as what is applied, and left out where there is none. */
const isDiscountOf = (discount: number | undefined, { amount }: BcApplication): boolean =>
  discount === undefined || (discount !== 0 && Math.sign(discount) === Math.sign(amount));

/** The body of the insert. Amounts are JSON numbers whose shortest text is the exact decimal. */
export function bodyOf(payment: BcNewPayment): Readonly<Record<string, string | number>> {
  return {
    idempotencyKey: payment.idempotencyKey,
    type: payment.type,
    provider: payment.provider,
    fileName: payment.fileName,
    fileLine: payment.fileLine,
    customerNumber: payment.customerNumber,
    appliesToEntryNumber: payment.appliesToEntryNumber,
    applications: applicationsText(payment.applications),
    postingDate: payment.postingDate,
    currencyCode: payment.currencyCode,
    amount: jsonFromMinor(payment.amount),
    accountNumber: payment.accountNumber,
    dimensions: payment.dimensions,
    externalDocumentNumber: payment.externalDocumentNumber,
    description: payment.description,
  };
}

/**
 * The first field in which the row under our key is another payment than ours, or null when it is the same.
 *
 * What Business Central may word anew (dates after a person's correction, texts) is not compared; what moves money is.
 */
export function differenceBetween(ours: BcNewPayment, theirs: BcPayment): string | null {
  const pairs: readonly (readonly [string, string | number, string | number])[] = [
    ['type', ours.type, theirs.type],
    ['customerNumber', ours.customerNumber.trim().toUpperCase(), theirs.customerNumber.trim().toUpperCase()],
    ['currencyCode', ours.currencyCode, theirs.currencyCode],
    ['amount', ours.amount, theirs.amount],
    ['accountNumber', ours.accountNumber, theirs.accountNumber],
    ['dimensions', ours.dimensions, theirs.dimensions],
    ['appliesToEntryNumber', ours.appliesToEntryNumber, theirs.appliesToEntryNumber],
    ['applications', applicationsText(ours.applications), applicationsText(theirs.applications)],
  ];
  const different = pairs.find(([, our, their]) => our !== their);
  return different === undefined ? null : `${different[0]} is ${different[2]} there and ${different[1]} here`;
}

export function applicationsText(applications: readonly BcApplication[]): string {
  if (applications.length === 0) return '';
  const inOrder = [...applications].sort((a, b) => a.entryNumber - b.entryNumber);
  return JSON.stringify(
    inOrder.map(({ entryNumber, amount, discount }) => ({
      entryNumber,
      amount: jsonFromMinor(amount),
      ...(discount === undefined ? {} : { discount: jsonFromMinor(discount) }),
    })),
  );
}

function notWritable(field: string, value: string, expected: string): never {
  const context = { record: 'collectionPayments', field, value: value.slice(0, 120), expected };
  throw new ProblemError(problem('FIELD_NOT_WRITABLE', context));
}
