import type { CalendarDate, Currency, Minor, Moment, Problem, Result } from '#kernel';
import type { ChannelName } from './facts.ts';

/** One of the documents that a collection asks for, as its line names it. */
export interface CollectedDocument {
  readonly type: string;
  readonly number: string;
  /** Below zero for a credit note that reduces what is asked. */
  readonly amount: Minor;
}

/** The permission a collection goes by; what a channel does not know of it is blank. */
export interface CollectionMandate {
  readonly number: string;
  readonly signedOn: CalendarDate | null;
  readonly iban: string;
  readonly bic: string;
  /** No collection was made under it before. */
  readonly isFirst: boolean;
}

export interface CollectionPayer {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly postcode: string;
  readonly city: string;
  /** ISO 3166 code of two letters. */
  readonly country: string;
}

/** A line of the journal with all that is known of it; each channel takes what it needs. */
export interface Collection {
  /** Ours, and unique for ever: it comes back with the money where the channel carries one. */
  readonly reference: string;
  /** As Business Central writes it. */
  readonly customerNumber: string;
  readonly debtorGroup: string;
  readonly mandate: CollectionMandate | null;
  readonly paymentDate: CalendarDate;
  /** `none`: a collection sent before is to be stopped. */
  readonly direction: 'collect' | 'disburse' | 'none';
  readonly currency: Currency;
  readonly amount: Minor;
  readonly documents: readonly CollectedDocument[];
  readonly payer: CollectionPayer;
}

/** Why a channel would refuse a line, or could not write it. */
export interface CollectionFault {
  readonly field: string;
  readonly value: string;
  readonly expected: string;
  readonly remedy: string;
}

/** What is counted of a delivery while it is written, and frozen with its bytes. */
export interface DeliveryTotals {
  readonly sections: number;
  readonly records: number;
  readonly collections: number;
  readonly texts: number;
  readonly addresses: number;
  /** Collections minus disbursements. */
  readonly net: Minor;
}

/** What lies together in a delivery, known before the first byte is written. */
export interface DeliveryBatch {
  readonly paymentDate: CalendarDate;
  readonly isFirst: boolean;
  readonly count: number;
  readonly total: Minor;
}

export interface DeliveryOrder {
  readonly section: string;
  readonly deliveryNumber: number;
  /** The id that answers will name the delivery by; null where the channel has none. */
  readonly messageId: string | null;
  readonly moment: Moment;
  /** In the order in which the collections come. */
  readonly batches: readonly DeliveryBatch[];
  /** `stop`: the collections take back what was sent before. */
  readonly purpose: 'collect' | 'stop';
  /** The delivery that a stop refers to, with the bytes that were sent; null where the channel needs none. */
  readonly stopped: { readonly messageId: string; readonly bytes: () => AsyncIterable<Uint8Array> } | null;
}

/**
 * Told where the records of each collection lie in the file, in the order in which the collections came. They lie together
 * in every format; the end is not included.
 */
export type Placed = (byteFrom: number, byteTo: number) => void;

export interface RegularDate {
  readonly paymentDate: CalendarDate;
  /** The last day on which it can be delivered. */
  readonly deadline: CalendarDate;
  readonly isOpen: boolean;
}

/** A registration or cancellation of a mandate that we ask the channel for (capability J5). */
export interface MandateOrder {
  readonly kind: 'register' | 'cancel';
  readonly customerNumber: string;
  readonly debtorGroup: string;
  readonly mandateNumber: string;
  /** The debtor's bank account and CVR number, where a registration needs them. */
  readonly registration: string;
  readonly account: string;
  readonly taxNumber: string;
}

/** How a channel takes mandates by file. */
export interface MandateWriting {
  readonly check: (order: MandateOrder) => readonly CollectionFault[];
  readonly fileName: (deliveryNumber: number, moment: Moment) => string;
  readonly write: (
    header: { readonly deliveryNumber: number; readonly moment: Moment },
    orders: readonly MandateOrder[],
  ) => AsyncGenerator<Buffer, DeliveryTotals>;
}

/** An answer that must come, and by when; what does not come is told (capability R3). */
export interface ExpectedAnswer {
  /** For people: `transmission receipt (T)`. */
  readonly what: string;
  /** What it answers: a delivery that was sent, or the lines of one payment date. */
  readonly after: 'delivery' | 'payment date';
  /** In which state of the delivery it is still waited for. */
  readonly while: readonly string[];
  /** Calendar days of grace for a delivery, banking days after a payment date. */
  readonly days: number;
}

/**
 * A contract with a channel, opened: what the journal asks of it. One implementation in each channel's folder; a new
 * channel is a new folder and a line in the table of `open-channel.ts`.
 */
export interface OpenChannel {
  readonly name: ChannelName;
  /** The kinds of delivery the contract allows, in the channel's own words; the first is the usual one. */
  readonly sections: readonly [string, ...string[]];
  readonly defaultDebtorGroup: string;
  /** Whether a customer without a mandate cannot be collected from. */
  readonly needsMandate: (section: string) => boolean;
  /** Whether a mandate counts at all: payment slips go without. */
  readonly usesMandate: (section: string) => boolean;
  /** How the collections of a delivery must be ordered: by debtor group, or by date and sequence. */
  readonly order: 'group' | 'date';
  /** The first payment date that a delivery sent now can have. */
  readonly firstDate: (section: string, moment: Moment) => CalendarDate;
  /** Too late, too far ahead or no banking day is told with the first possible date; never moved silently. */
  readonly checkDate: (section: string, date: CalendarDate, moment: Moment) => Result<CalendarDate, Problem>;
  /** The date itself when money moves on it, else the next day on which it does. */
  readonly nextPaymentDay: (date: CalendarDate) => CalendarDate;
  /** The next payment date that a journal is built for by itself, and whether it can still be delivered in time. */
  readonly nextRegularDate: (moment: Moment) => RegularDate;
  /** Everything that would make the receiver refuse a line; an empty list is fit to be written. */
  readonly check: (collection: Collection, section: string, moment: Moment) => readonly CollectionFault[];
  readonly messageId: (deliveryNumber: number) => string | null;
  readonly fileName: (order: Pick<DeliveryOrder, 'deliveryNumber' | 'section' | 'moment' | 'purpose'>) => string;
  readonly write: (
    order: DeliveryOrder,
    collections: AsyncIterable<Collection>,
    placed?: Placed,
  ) => AsyncGenerator<Buffer, DeliveryTotals>;
  /** The section of a delivery that stops a sent collection, or why there is none. */
  readonly stopBy: (section: string) => { readonly section: string } | { readonly why: string };
  /** How mandates are registered and cancelled by file, or why they are not. */
  readonly mandates: MandateWriting | { readonly why: string };
  readonly expects: readonly ExpectedAnswer[];
}
