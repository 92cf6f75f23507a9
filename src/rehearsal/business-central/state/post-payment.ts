import { type CalendarDate, decimalFromMinor, knownDate, type Minor, minor, minorFromJson, negate } from '#kernel';
import { z } from 'zod';
import { PostingStopped } from '../refusal.ts';
import { dimensionsOf } from './dimensions.ts';
import { addEntry, apply, type Share } from './ledger.ts';
import {
  blankDate,
  type CollectionPayment,
  type Customer,
  isOpen,
  type LedgerEntry,
  touch,
  type World,
} from './world.ts';

/**
 * Posts one collection payment: a ledger entry with a negative amount, applied as asked (business-central.md 3.5, 5).
 *
 * Every rule is checked before the first change, so a payment that was stopped has left no trace in the ledger.
 */
export function postPayment(world: World, payment: CollectionPayment, at: number): void {
  const postingDate = checkPostingDate(world, payment.postingDate);
  checkCustomer(payment.customer);
  if (payment.amount === 0) throw new PostingStopped('Amount must have a value in Gen. Journal Line.');
  const shares = sharesOf(world, payment);
  for (const { entry } of shares) checkApplication(entry, postingDate, payment.currencyCode);
  for (const share of shares) checkDiscount(share, postingDate);
  const dimensions = dimensionsOf(
    world,
    payment,
    shares.map(({ entry }) => entry),
  );

  const posted = addEntry(
    world,
    {
      customer: payment.customer,
      documentType: 'Payment',
      documentNumber: nextDocumentNumber(world),
      externalDocumentNumber: payment.externalDocumentNumber,
      description: payment.description || payment.customer.name,
      postingDate,
      dueDate: postingDate,
      currencyCode: payment.currencyCode,
      dimensions,
      original: negate(payment.amount),
    },
    at,
  );
  apply(world, { applying: posted, shares, postingDate, at });
  markPosted(world, payment, posted, at);
}

export function markPosted(world: World, payment: CollectionPayment, posted: LedgerEntry, at: number): void {
  payment.status = 'Posted';
  payment.errorMessage = '';
  payment.postedDocumentNumber = posted.documentNumber;
  payment.postedEntryNumber = posted.number;
  world.paymentByPostedEntry.set(posted.number, payment);
  touch(payment, at);
}

/** Our own number series of posted payments, setup field "Payment Nos.". */
export const nextDocumentNumber = (world: World): string => `COL${String(++world.counters.document).padStart(7, '0')}`;

export function checkPostingDate(world: World, date: string): CalendarDate {
  if (date === blankDate) throw new PostingStopped('Posting Date must have a value in Gen. Journal Line.');
  const { allowPostingFrom: from, allowPostingTo: to } = world.setup;
  if ((from !== blankDate && date < from) || (to !== blankDate && date > to)) {
    throw new PostingStopped(
      `Posting Date is not within your range of allowed posting dates in Gen. Journal Line Posting Date='${date}'.`,
    );
  }
  return knownDate(date);
}

/** Payments post while a customer is blocked with Ship or Invoice; All stops everything (business-central.md 1.4). */
export function checkCustomer(customer: Customer): void {
  const cannot = `You cannot post this type of document when Customer ${customer.code} is blocked`;
  if (customer.isPrivacyBlocked) throw new PostingStopped(`${cannot} for privacy.`);
  if (customer.blocked === 'All') throw new PostingStopped(`${cannot} with type All.`);
}

export function checkApplication(entry: LedgerEntry, postingDate: CalendarDate, currencyCode: string): void {
  if (entry.currencyCode !== currencyCode) {
    throw new PostingStopped('All entries in one application must be in the same currency.');
  }
  if (postingDate < entry.postingDate) {
    throw new PostingStopped(
      'You cannot apply and post an entry to an entry with an earlier posting date. ' +
        `Instead, post the document of type ${entry.documentType} with the number ${entry.documentNumber} ` +
        'and then apply it to the payment.',
    );
  }
}

export function noLedgerEntry(customer: Customer, filters: string): PostingStopped {
  return new PostingStopped(
    `There is no Cust. Ledger Entry within the filter. Filters: Customer No.: ${customer.code}, ${filters}`,
  );
}

/** What the payment is applied to: nothing, one entry as far as the amount reaches, or the entries it lists. */
function sharesOf(world: World, payment: CollectionPayment): readonly Share[] {
  if (payment.applications !== '') return listedShares(world, payment);
  const entry = appliesTo(world, payment);
  if (!entry) return [];
  if (entry.remaining < 0) throw new PostingStopped('Amount must be positive in Gen. Journal Line.');
  const share = minor(Math.min(entry.remaining, payment.amount));
  const missing = minor(entry.remaining - share);
  // A short payment that equals the amount less the discount closes the entry, when it comes in time (5.4).
  const isDiscounted = missing > 0 && missing <= entry.remainingDiscount && payment.postingDate <= lastDay(entry);
  return [{ entry, minor: share, ...(isDiscounted ? { discount: missing } : {}) }];
}

function appliesTo(world: World, payment: CollectionPayment): LedgerEntry | undefined {
  const { customer, appliesToEntryNumber: number, appliesToDocumentNumber: document } = payment;
  if (number !== 0) return openEntry(world, customer, number);
  if (document === '') return undefined;
  const type = payment.appliesToDocumentType;
  const found = customer.entries.find(
    (entry) => entry.documentType === type && entry.documentNumber === document && isOpen(entry),
  );
  if (!found) throw noLedgerEntry(customer, `Document Type: ${type}, Document No.: ${document}, Open: Yes`);
  return found;
}

function openEntry(world: World, customer: Customer, number: number): LedgerEntry {
  const entry = world.entries[number - 1];
  if (!entry || entry.customer !== customer || !isOpen(entry)) {
    throw noLedgerEntry(customer, `Entry No.: ${number}, Open: Yes`);
  }
  return entry;
}

const applicationList = z
  .array(z.strictObject({ entryNumber: z.int().positive(), amount: z.number(), discount: z.number().optional() }))
  .min(1);

/** The text field `applications`: `[{"entryNumber":123,"amount":1250.00}]`, signed as remainingAmount. */
function listedShares(world: World, payment: CollectionPayment): readonly Share[] {
  if (payment.appliesToEntryNumber !== 0 || payment.appliesToDocumentNumber !== '') {
    throw new PostingStopped('Applies-to Entry No. must be equal to 0 when Applications has a value.');
  }
  const listed = applicationList.safeParse(parsedJson(payment.applications));
  if (!listed.success) throw new PostingStopped(`Applications is not a list of entries: ${payment.applications}`);
  const seen = new Set<number>();
  const shares = listed.data.map(({ entryNumber, amount, discount = 0 }) => {
    if (seen.has(entryNumber)) throw new PostingStopped(`Entry No. ${entryNumber} is in Applications twice.`);
    seen.add(entryNumber);
    const read = minorFromJson(amount);
    if (!read.ok) throw new PostingStopped(`Amount to Apply is wrong for Entry No. ${entryNumber}: ${read.error}`);
    const given = minorFromJson(discount);
    if (!given.ok) throw new PostingStopped(`Discount is wrong for Entry No. ${entryNumber}: ${given.error}`);
    return { entry: openEntry(world, payment.customer, entryNumber), minor: read.value, discount: given.value };
  });
  for (const share of shares) checkShare(share);
  const total = shares.reduce((sum, share) => sum + share.minor, 0);
  if (total < 0 || total > payment.amount) {
    throw new PostingStopped(
      `The applied amount ${decimalFromMinor(minor(total))} must not be larger than ` +
        `Amount ${decimalFromMinor(payment.amount)}.`,
    );
  }
  return shares;
}

function checkShare({ entry, minor: share }: Share): void {
  const where = `Cust. Ledger Entry Entry No.='${entry.number}'`;
  if (share === 0 || Math.sign(share) !== Math.sign(entry.remaining)) {
    throw new PostingStopped(`Amount to Apply must have the same sign as Remaining Amount in ${where}.`);
  }
  if (Math.abs(share) > Math.abs(entry.remaining)) {
    throw new PostingStopped(`Amount to Apply must not be larger than Remaining Amount in ${where}.`);
  }
}

/** The last day the discount may be taken, the days of grace included. */
const lastDay = ({ discountDate, discountToleranceDate }: LedgerEntry): string =>
  discountToleranceDate > discountDate ? discountToleranceDate : discountDate;

/** A discount closes its entry, is possible still, and is taken in time. */
function checkDiscount({ entry, minor: share, discount = minor(0) }: Share, postingDate: CalendarDate): void {
  if (discount === 0) return;
  const isPossible =
    Math.sign(discount) === Math.sign(share) && Math.abs(discount) <= Math.abs(entry.remainingDiscount);
  if (isPossible && postingDate <= lastDay(entry) && share + discount === entry.remaining) return;
  throw new PostingStopped(
    `Payment Discount ${decimalFromMinor(discount)} is not possible on ${postingDate} in Cust. Ledger Entry ` +
      `Entry No.='${entry.number}'.`,
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Money a user posted by hand, outside our extension: the same rules, no collection payment behind it. */
export function postManually(
  world: World,
  entry: LedgerEntry,
  amount: Minor,
  postingDate: CalendarDate,
  at: number,
): void {
  const posted = addEntry(
    world,
    {
      customer: entry.customer,
      documentType: 'Payment',
      documentNumber: `G04${String(++world.counters.document).padStart(5, '0')}`,
      description: entry.customer.name,
      postingDate,
      dueDate: postingDate,
      currencyCode: entry.currencyCode,
      original: negate(amount),
    },
    at,
  );
  const share = minor(Math.min(entry.remaining, amount));
  apply(world, { applying: posted, shares: [{ entry, minor: share }], postingDate, at });
}
