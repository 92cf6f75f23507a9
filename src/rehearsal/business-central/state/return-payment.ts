import { type CalendarDate, minor } from '#kernel';
import { PostingStopped } from '../refusal.ts';
import { addEntry, apply, entriesApplied, standingTransactions, unapply } from './ledger.ts';
import { checkCustomer, checkPostingDate, markPosted, nextDocumentNumber, noLedgerEntry } from './post-payment.ts';
import { type CollectionPayment, type LedgerEntry, touch, type World } from './world.ts';

/**
 * Takes back what our extension posted (charge back, business-central.md 5.7): unapplies it, then posts the counter entry
 * that closes it, a Refund for a payment. One that was applied to nothing has nothing to unapply.
 *
 * The entries it had paid are open again. Everything is checked before the first change.
 */
export function postReturn(world: World, returned: CollectionPayment, at: number): void {
  const postingDate = checkPostingDate(world, returned.postingDate);
  checkCustomer(returned.customer);
  if (returned.amount === 0) throw new PostingStopped('Amount must have a value in Gen. Journal Line.');
  const payment = paymentEntry(world, returned);
  const original = world.paymentByPostedEntry.get(payment.number);
  const transactions = checkUnapply(payment, original, postingDate);
  if (payment.currencyCode !== returned.currencyCode) {
    throw new PostingStopped('All entries in one application must be in the same currency.');
  }

  for (const transaction of [...transactions].reverse()) unapply(world, payment, transaction, postingDate, at);
  const refund = addEntry(
    world,
    {
      customer: returned.customer,
      documentType: payment.documentType === 'Payment' ? 'Refund' : payment.documentType,
      documentNumber: nextDocumentNumber(world),
      externalDocumentNumber: returned.externalDocumentNumber,
      description: returned.description || returned.customer.name,
      postingDate,
      dueDate: postingDate,
      currencyCode: returned.currencyCode,
      dimensions: payment.dimensions,
      original: minor(-Math.sign(payment.original) * returned.amount),
    },
    at,
  );
  const share = minor(Math.sign(payment.remaining) * Math.min(Math.abs(payment.remaining), returned.amount));
  apply(world, { applying: refund, shares: [{ entry: payment, minor: share }], postingDate, at });
  markPosted(world, returned, refund, at);
  if (original) {
    original.status = 'Reversed';
    touch(original, at);
  }
}

function paymentEntry(world: World, returned: CollectionPayment): LedgerEntry {
  const number = returned.appliesToEntryNumber;
  const entry = world.entries[number - 1];
  const isPosted = entry?.documentType === 'Payment' || world.paymentByPostedEntry.get(number)?.type === 'WriteOff';
  if (!entry || entry.customer !== returned.customer || !isPosted) {
    throw noLedgerEntry(returned.customer, `Entry No.: ${number}, Document Type: Payment`);
  }
  return entry;
}

/** The texts of Business Central's unapply, in the order it checks (business-central.md 5.7). */
function checkUnapply(
  payment: LedgerEntry,
  original: CollectionPayment | undefined,
  postingDate: CalendarDate,
): readonly number[] {
  const transactions = standingTransactions(payment);
  const standing = payment.applications.filter((detail) => !detail.isUnapplied);
  const isRefunded = standing.some((detail) => detail.against.documentType === 'Refund');
  if (original?.status === 'Reversed' || isRefunded) {
    throw new PostingStopped(
      `You cannot unapply Cust. Ledger Entry No. ${payment.number} because the entry is part of a reversal.`,
    );
  }
  for (const detail of standing) {
    if (postingDate < detail.postingDate) {
      throw new PostingStopped(
        'The entered Posting Date must not be before the Posting Date on the Cust. Ledger Entry.',
      );
    }
  }
  for (const transaction of transactions) {
    for (const other of entriesApplied(payment, transaction)) {
      const last = standingTransactions(other).at(-1) ?? 0;
      if (last <= transaction || transactions.includes(last)) continue;
      throw new PostingStopped(
        'Before you can unapply this entry, you must first unapply all application entries in ' +
          `Cust. Ledger Entry No. ${other.number} that were posted after this entry.`,
      );
    }
  }
  return transactions;
}
