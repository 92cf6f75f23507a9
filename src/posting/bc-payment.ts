import type { BcApplication, BcNewPayment } from '#bc-connector';
import { assert, type CalendarDate, type Minor, minor } from '#kernel';
import { type Dimensions, dimensionsText } from './dimensions.ts';
import type { Application, PostingKind } from './posting-content.ts';
import { externalDocumentNumber, type MovementSource } from './movement-key.ts';

/** An open posting with all that Business Central is told about it. */
export interface OpenPosting {
  readonly id: number;
  readonly channel: MovementSource['channel'];
  readonly paymentId: number;
  readonly kind: PostingKind;
  readonly state: 'proposed' | 'sent';
  readonly attempts: number;
  readonly key: string;
  /** What the same movement went under before, and may be in the books as, latest first. */
  readonly earlierKeys: readonly string[];
  /** In comparable form; `bcCustomerNumber` is as Business Central writes it. */
  readonly customerNumber: string;
  readonly bcCustomerNumber: string;
  readonly amount: Minor;
  readonly currency: string;
  readonly companyCurrency: string;
  readonly postingDate: CalendarDate;
  readonly applications: readonly Application[];
  readonly reference: string;
  readonly fileName: string;
  readonly fileLine: number;
  readonly dimensions: Dimensions | null;
  /** The G/L account on the other side, where it is not the bank's. */
  readonly account: string | null;
  /** The posting it takes back, or follows. */
  readonly original: { readonly state: string; readonly bcEntryNumber: number | null } | null;
}

/**
 * The posting in Business Central's words.
 *
 * A payment that goes to one entry whole names that entry; one that is shared, takes a discount, or leaves something on
 * account, lists what goes where. What takes back names the entry that it takes back (business-central.md 3.5, 5.7), and a
 * write-off the entry whose rest is let go of.
 */
export function bcPaymentOf(posting: OpenPosting): BcNewPayment {
  const provider = providers[posting.channel];
  const { type, words } = kinds[posting.kind];
  const entryNumber = entryOf(posting);
  const isListed = posting.kind === 'payment' && entryNumber === 0;
  return {
    idempotencyKey: posting.key,
    type,
    customerNumber: posting.bcCustomerNumber,
    appliesToEntryNumber: entryNumber,
    applications: isListed ? posting.applications.map(bcApplicationOf) : [],
    postingDate: posting.postingDate,
    currencyCode: posting.currency === posting.companyCurrency ? '' : posting.currency,
    amount: posting.amount,
    accountNumber: posting.account ?? '',
    dimensions: dimensionsText(posting.dimensions),
    externalDocumentNumber: externalDocumentNumber(posting.key),
    description: `${provider}${words} ${posting.reference}`.trim().slice(0, longestDescription),
    provider,
    fileName: posting.fileName,
    fileLine: posting.fileLine,
  };
}

export const bcApplicationOf = ({ entryNumber, minor: share, discountMinor = 0 }: Application): BcApplication => ({
  entryNumber,
  amount: minor(share),
  ...(discountMinor === 0 ? {} : { discount: minor(discountMinor) }),
});

/** The one entry that a posting is about; 0 where it lists them, or stays on account. */
function entryOf(posting: OpenPosting): number {
  const { id, kind, applications, amount, original } = posting;
  const [first, second] = applications;
  if (kind === 'payment') {
    const isWhole = second === undefined && first?.minor === amount;
    // Named, an entry that is paid a little short would be closed by a discount; listed, it gets what is said.
    const isPlain = first?.discountMinor === undefined && first?.writeOffMinor === undefined;
    return isWhole && isPlain ? first.entryNumber : 0;
  }
  if (kind === 'fee') return 0;
  // Lost, a difference is what is left of the claim; gained, it is what is left of the payment.
  if (kind === 'writeOff' && first && first.minor > 0) return first.entryNumber;
  const entryNumber = original?.bcEntryNumber ?? 0;
  assert(entryNumber > 0, `what posting ${id} takes back or follows is in the books`);
  return entryNumber;
}

const kinds: Readonly<Record<PostingKind, { readonly type: BcNewPayment['type']; readonly words: string }>> = {
  payment: { type: 'Payment', words: '' },
  return: { type: 'Return', words: ', charged back' },
  reversal: { type: 'Return', words: ', undone' },
  writeOff: { type: 'WriteOff', words: ', small difference' },
  fee: { type: 'Fee', words: ', fee' },
  refund: { type: 'Refund', words: ', paid back' },
};

/** Where the money came from, as Business Central shows it. */
const providers: Readonly<Record<MovementSource['channel'], string>> = {
  betalingsservice: 'Betalingsservice',
  leverandoerservice: 'Leverandørservice',
  sepa: 'SEPA',
  statements: 'Bank',
};

/** Description of a journal line in Business Central. */
const longestDescription = 100;
