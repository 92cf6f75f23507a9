import type { BcNewPayment } from '#bc-connector';
import { assert, type CalendarDate, type Minor, minor } from '#kernel';
import type { Application } from './decide-posting.ts';
import { externalDocumentNumber, type MovementSource } from './movement-key.ts';

/** An open posting with all that Business Central is told about it. */
export interface OpenPosting {
  readonly id: number;
  readonly channel: MovementSource['channel'];
  readonly paymentId: number;
  readonly kind: 'payment' | 'return';
  readonly state: 'proposed' | 'sent';
  readonly attempts: number;
  readonly key: string;
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
  /** For a return: the posting it takes back. */
  readonly original: { readonly state: string; readonly bcEntryNumber: number | null } | null;
}

/**
 * The posting in Business Central's words.
 *
 * A payment that goes to one entry whole names that entry; one that is shared, or leaves something on account, lists what
 * goes where. A return names the entry of the payment that it takes back (business-central.md 3.5, 5.7).
 */
export function bcPaymentOf(posting: OpenPosting): BcNewPayment {
  const provider = providers[posting.channel];
  const isReturn = posting.kind === 'return';
  const [first, second] = posting.applications;
  const isWhole = first !== undefined && second === undefined && first.minor === posting.amount;
  const entryTakenBack = posting.original?.bcEntryNumber ?? 0;
  assert(!isReturn || entryTakenBack > 0, `the payment that posting ${posting.id} takes back is in the books`);
  const paid = isWhole ? first.entryNumber : 0;
  return {
    idempotencyKey: posting.key,
    type: isReturn ? 'Return' : 'Payment',
    customerNumber: posting.bcCustomerNumber,
    appliesToEntryNumber: isReturn ? entryTakenBack : paid,
    applications:
      isReturn || isWhole
        ? []
        : posting.applications.map((one) => ({ entryNumber: one.entryNumber, amount: minor(one.minor) })),
    postingDate: posting.postingDate,
    currencyCode: posting.currency === posting.companyCurrency ? '' : posting.currency,
    amount: posting.amount,
    externalDocumentNumber: externalDocumentNumber(posting.key),
    description: `${provider}${isReturn ? ', charged back' : ''} ${posting.reference}`
      .trim()
      .slice(0, longestDescription),
    provider,
    fileName: posting.fileName,
    fileLine: posting.fileLine,
  };
}

/** Where the money came from, as Business Central shows it. */
const providers: Readonly<Record<MovementSource['channel'], string>> = {
  betalingsservice: 'Betalingsservice',
  leverandoerservice: 'Leverandørservice',
  sepa: 'SEPA',
  statements: 'Bank',
};

/** Description of a journal line in Business Central. */
const longestDescription = 100;
