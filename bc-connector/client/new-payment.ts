import { jsonFromMinor, problem, ProblemError, sum } from '#kernel';
import type { BcPayment } from '#schemas/bc';
import type { BcApplication, BcNewPayment } from './types.ts';

/** Field lengths of the extension's payment table. Too long is refused, never cut. */
const mostSigns = {
  idempotencyKey: 100,
  customerNumber: 20,
  currencyCode: 10,
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
  if (type === 'Return' && appliesToEntryNumber === 0) {
    notWritable('appliesToEntryNumber', '0', 'the entry number of the payment that is taken back');
  }
  if (applications.length > 0) checkApplications(payment);
}

function checkApplications({ type, amount, applications, appliesToEntryNumber }: BcNewPayment): void {
  const shown = applicationsText(applications);
  if (type === 'Return') notWritable('applications', shown, 'nothing, as a return names one payment');
  if (appliesToEntryNumber !== 0)
    notWritable('appliesToEntryNumber', String(appliesToEntryNumber), '0 with applications');
  const entries = new Set(applications.map(({ entryNumber }) => entryNumber));
  if (entries.size < applications.length) notWritable('applications', shown, 'each entry once');
  const isWrong = applications.some(
    (one) => !Number.isInteger(one.entryNumber) || one.entryNumber < 1 || one.amount === 0,
  );
  if (isWrong) notWritable('applications', shown, 'entry numbers above 0 and amounts that are not 0');
  if (sum(applications.map((one) => one.amount)) > amount) {
    notWritable('applications', shown, `together at most the payment's amount, ${amount} in minor units`);
  }
}

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
    ['appliesToEntryNumber', ours.appliesToEntryNumber, theirs.appliesToEntryNumber],
    ['applications', applicationsText(ours.applications), applicationsText(theirs.applications)],
  ];
  const different = pairs.find(([, our, their]) => our !== their);
  return different === undefined ? null : `${different[0]} is ${different[2]} there and ${different[1]} here`;
}

function applicationsText(applications: readonly BcApplication[]): string {
  if (applications.length === 0) return '';
  const inOrder = [...applications].sort((a, b) => a.entryNumber - b.entryNumber);
  return JSON.stringify(inOrder.map(({ entryNumber, amount }) => ({ entryNumber, amount: jsonFromMinor(amount) })));
}

function notWritable(field: string, value: string, expected: string): never {
  const context = { record: 'collectionPayments', field, value: value.slice(0, 120), expected };
  throw new ProblemError(problem('FIELD_NOT_WRITABLE', context));
}
