import { createHash } from 'node:crypto';
import { isOpen, type LedgerEntry, type World } from './world.ts';

export interface Counted {
  readonly count: number;
  readonly minor: number;
}

/** Totals of the books for comparison with other counts of the same money. Amounts are signed minor units. */
export interface BcBooks {
  /** Open entries in Danish kroner, credit memos and payments on account negative. */
  readonly openEntries: Counted;
  /** Open entries in other currencies, by currency code. */
  readonly openInOtherCurrencies: Readonly<Record<string, Counted>>;
  /** Collection payments posted as a payment (also those reversed since), by their positive amount. */
  readonly paymentsPosted: Counted;
  readonly returnsPosted: Counted;
  readonly paymentsReversed: Counted;
  readonly paymentsFailed: Counted;
  /** Collection payments handed over but not posted yet. */
  readonly paymentsNew: Counted;
  readonly ledger: {
    readonly count: number;
    /** Over every entry with its numbers: equal after a restart. */
    readonly digest: string;
    /** Over the entries without the numbers posting gave them: equal for the same business in another order. */
    readonly businessDigest: string;
  };
}

export function booksOf(world: World): BcBooks {
  const others: Record<string, Counted> = {};
  const open = world.entries.filter(isOpen);
  for (const currency of new Set(open.map((entry) => entry.currencyCode).filter((code) => code !== ''))) {
    others[currency] = counted(remainings(open.filter((entry) => entry.currencyCode === currency)));
  }
  const payments = (chosen: (payment: World['payments'][number]) => boolean): Counted =>
    counted(world.payments.filter(chosen).map((payment) => payment.amount));
  return {
    openEntries: counted(remainings(open.filter((entry) => entry.currencyCode === ''))),
    openInOtherCurrencies: others,
    paymentsPosted: payments((one) => one.type === 'Payment' && (one.status === 'Posted' || one.status === 'Reversed')),
    returnsPosted: payments((one) => one.type === 'Return' && one.status === 'Posted'),
    paymentsReversed: payments((one) => one.status === 'Reversed'),
    paymentsFailed: payments((one) => one.status === 'Failed'),
    paymentsNew: payments((one) => one.status === 'New'),
    ledger: {
      count: world.entries.length,
      digest: digestOf(world.entries.map((entry) => `${entry.number}|${entry.documentNumber}|${businessOf(entry)}`)),
      businessDigest: digestOf(world.entries.map(businessOf).sort()),
    },
  };
}

/** What an entry means to the customer. Postings are numbered by order of arrival, so their numbers are left out. */
function businessOf(entry: LedgerEntry): string {
  const isPosted = entry.documentType === 'Payment' || entry.documentType === 'Refund';
  return [
    entry.customer.code,
    entry.documentType,
    isPosted ? '' : entry.documentNumber,
    entry.externalDocumentNumber,
    entry.currencyCode,
    entry.postingDate,
    entry.dueDate,
    entry.original,
    entry.remaining,
    entry.onHold,
  ].join('|');
}

const remainings = (entries: readonly LedgerEntry[]): readonly number[] => entries.map((entry) => entry.remaining);

const counted = (amounts: readonly number[]): Counted => ({
  count: amounts.length,
  minor: amounts.reduce((total, amount) => total + amount, 0),
});

function digestOf(lines: readonly string[]): string {
  const digest = createHash('sha256');
  for (const line of lines) digest.update(line).update('\n');
  return digest.digest('hex');
}
