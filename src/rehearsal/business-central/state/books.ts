import { createHash } from 'node:crypto';
import { isOpen, type LedgerEntry, type PaymentStatus, type World } from './world.ts';

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
  /** Sums that batches put on the bank account: one for each batch. */
  readonly batchesPosted: Counted;
  /** Small differences, fees and refunds posted, also those taken back since. */
  readonly writeOffsPosted: Counted;
  readonly feesPosted: Counted;
  readonly refundsPosted: Counted;
  /** Collection payments handed over but not posted yet. */
  readonly paymentsNew: Counted;
  /** By the scheme customers are marked for now, and by currency. */
  readonly schemes: readonly SchemeTotals[];
  readonly ledger: {
    readonly count: number;
    /** Over every entry with its numbers: equal after a restart. */
    readonly digest: string;
    /** Over the entries without the numbers posting gave them: equal for the same business in another order. */
    readonly businessDigest: string;
  };
}

/** Open entries and postings of the customers of one scheme in one currency. */
export interface SchemeTotals {
  /** Blank for customers who are in none. */
  readonly scheme: string;
  /** Blank for Danish kroner. */
  readonly currencyCode: string;
  readonly open: Counted;
  readonly paymentsPosted: Counted;
  readonly returnsPosted: Counted;
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
    batchesPosted: counted(world.bankSums),
    writeOffsPosted: payments((one) => one.type === 'WriteOff' && isPosted(one.status)),
    feesPosted: payments((one) => one.type === 'Fee' && isPosted(one.status)),
    refundsPosted: payments((one) => one.type === 'Refund' && isPosted(one.status)),
    paymentsReversed: payments((one) => one.type === 'Payment' && one.status === 'Reversed'),
    paymentsFailed: payments((one) => one.status === 'Failed'),
    paymentsNew: payments((one) => one.status === 'New'),
    schemes: schemeTotals(world),
    ledger: {
      count: world.entries.length,
      digest: digestOf(world.entries.map((entry) => `${entry.number}|${entry.documentNumber}|${businessOf(entry)}`)),
      businessDigest: digestOf(world.entries.map(businessOf).sort()),
    },
  };
}

const isPosted = (status: PaymentStatus): boolean => status === 'Posted' || status === 'Reversed';

function schemeTotals(world: World): readonly SchemeTotals[] {
  const totals = new Map<string, { open: number[]; paid: number[]; returned: number[] }>();
  const at = (scheme: string, currencyCode: string) => {
    const key = `${scheme}/${currencyCode}`;
    const found = totals.get(key) ?? { open: [], paid: [], returned: [] };
    totals.set(key, found);
    return found;
  };
  for (const entry of world.entries) {
    if (isOpen(entry)) at(entry.customer.collectionScheme, entry.currencyCode).open.push(entry.remaining);
  }
  for (const { customer, currencyCode, type, status, amount } of world.payments) {
    if (type === 'Payment' && (status === 'Posted' || status === 'Reversed')) {
      at(customer.collectionScheme, currencyCode).paid.push(amount);
    } else if (type === 'Return' && status === 'Posted') {
      at(customer.collectionScheme, currencyCode).returned.push(amount);
    }
  }
  return [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { open, paid, returned }]) => {
      const [scheme = '', currencyCode = ''] = key.split('/');
      return {
        scheme,
        currencyCode,
        open: counted(open),
        paymentsPosted: counted(paid),
        returnsPosted: counted(returned),
      };
    });
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
    entry.remainingDiscount,
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
