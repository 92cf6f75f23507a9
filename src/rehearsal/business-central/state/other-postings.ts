import { type CalendarDate, decimalFromMinor, type Minor, minor } from '#kernel';
import { isBlank, PostingStopped } from '../refusal.ts';
import { dimensionsOf } from './dimensions.ts';
import { addEntry, apply } from './ledger.ts';
import {
  checkApplication,
  checkCustomer,
  checkPostingDate,
  markPosted,
  nextDocumentNumber,
  noLedgerEntry,
} from './post-payment.ts';
import { type CollectionPayment, type DocumentType, isOpen, type LedgerEntry, touch, type World } from './world.ts';

/**
 * Writes off what is left of an entry, against a G/L account: a document of blank type with the sign that brings the entry
 * nearer to zero (business-central.md 5.2).
 */
export function postWriteOff(world: World, payment: CollectionPayment, at: number): void {
  const { postingDate, entry } = checked(world, payment);
  checkAccount(world, payment);
  const wanted = minor(Math.sign(entry.remaining) * payment.amount);
  postAgainst(world, payment, { entry, postingDate, documentType: ' ', share: wanted, at });
}

/** Pays money back to a customer: a Refund applied to the entry that holds his money (business-central.md 5.2). */
export function postRefund(world: World, payment: CollectionPayment, at: number): void {
  const { postingDate, entry } = checked(world, payment);
  if (entry.remaining > 0) throw new PostingStopped('Amount must be negative in Gen. Journal Line.');
  postAgainst(world, payment, { entry, postingDate, documentType: 'Refund', share: minor(-payment.amount), at });
}

/** What the bank kept: a G/L account against the bank's; no customer ledger entry comes of it (business-central.md 3.5). */
export function postFee(world: World, payment: CollectionPayment, at: number): void {
  checkPostingDate(world, payment.postingDate);
  checkAmount(payment);
  checkAccount(world, payment);
  if (payment.applications !== '' || payment.appliesToEntryNumber !== 0) {
    throw new PostingStopped('A fee cannot be applied to an entry.');
  }
  payment.status = 'Posted';
  payment.errorMessage = '';
  payment.postedDocumentNumber = nextDocumentNumber(world);
  touch(payment, at);
}

function checked(
  world: World,
  payment: CollectionPayment,
): { readonly postingDate: CalendarDate; readonly entry: LedgerEntry } {
  const postingDate = checkPostingDate(world, payment.postingDate);
  checkCustomer(payment.customer);
  checkAmount(payment);
  if (payment.applications !== '') throw new PostingStopped('Applications must be empty with this type.');
  const number = payment.appliesToEntryNumber;
  const entry = world.entries[number - 1];
  if (!entry || entry.customer !== payment.customer || !isOpen(entry)) {
    throw noLedgerEntry(payment.customer, `Entry No.: ${number}, Open: Yes`);
  }
  checkApplication(entry, postingDate, payment.currencyCode);
  if (payment.amount > Math.abs(entry.remaining)) {
    throw new PostingStopped(
      `The applied amount ${decimalFromMinor(payment.amount)} must not be larger than Remaining Amount in ` +
        `Cust. Ledger Entry Entry No.='${entry.number}'.`,
    );
  }
  return { postingDate, entry };
}

function checkAmount({ amount }: CollectionPayment): void {
  if (amount === 0) throw new PostingStopped('Amount must have a value in Gen. Journal Line.');
}

function checkAccount(world: World, { accountNumber }: CollectionPayment): void {
  if (isBlank(accountNumber)) throw new PostingStopped('Account No. must have a value in Gen. Journal Line.');
  if (!world.setup.blockedAccounts.includes(accountNumber)) return;
  throw new PostingStopped(
    `Blocked must be equal to 'No' in G/L Account: No.=${accountNumber}. Current value is 'Yes'.`,
  );
}

function postAgainst(
  world: World,
  payment: CollectionPayment,
  against: {
    readonly entry: LedgerEntry;
    readonly postingDate: CalendarDate;
    readonly documentType: DocumentType;
    /** Signed as the entry's remaining amount. */
    readonly share: Minor;
    readonly at: number;
  },
): void {
  const { entry, postingDate, documentType, share, at } = against;
  const dimensions = dimensionsOf(world, payment, [entry]);
  const posted = addEntry(
    world,
    {
      customer: payment.customer,
      documentType,
      documentNumber: nextDocumentNumber(world),
      externalDocumentNumber: payment.externalDocumentNumber,
      description: payment.description || payment.customer.name,
      postingDate,
      dueDate: postingDate,
      currencyCode: payment.currencyCode,
      dimensions,
      original: minor(-share),
    },
    at,
  );
  apply(world, { applying: posted, shares: [{ entry, minor: share }], postingDate, at });
  markPosted(world, payment, posted, at);
}
